"""One row of the table: a task, what it is given, and why it is there."""


def case(task: str, model: str, why: str, arguments: dict, options: dict | None = None, error: str | None = None) -> dict:
    made = dict(task=task, model=model, why=why, arguments=arguments, options=options or {})
    return made if error is None else made | dict(error=error)
