"""Texts of several scripts for the tokenizers: lines of sentences made from a few words, the same on every machine. Real English prose
comes from a file where there is one."""
import random

LINE_BYTES = 400
# Script -> (words, between words, ends of sentences)
SCRIPTS = {
    "English": (
        "The river rises slowly after rain and every house along its northern bank has learned to wait until water that came "
        "down from distant mountains passes under old stone bridges towards a harbour where ships were built for centuries "
        "In spring children walk home through fields of barley while their teacher who once sailed around Africa "
        "writes letters describing unfamiliar stars".split(), " ", [". ", "; ", "? "]),
    "Chinese": (
        "我们 今天 图书馆 学习 历史 城市 河流 春天 的 是 在 了 不 火车 北京 音乐 老师 学生 一起 研究 问题 经济 发展 世界 语言 模型 "
        "文字 因为 所以 可以 非常 美丽".split(), "", ["。", "，", "？"]),
    "Arabic": (
        "ذهب الطالب إلى المدرسة في الصباح وقرأ كتابا عن تاريخ المدينة القديمة ثم عاد إلى البيت مع أصدقائه قبل غروب الشمس "
        "وكانت السماء صافية والهواء جميلا".split(), " ", [". ", "، ", "؟ "]),
    "emoji": (
        "😀 😂 🥰 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇫🇷 🇯🇵 🚀 🎉 ❤️ ☕️ 🧑🏿‍🚒 1️⃣ 🐈‍⬛ great party see you tomorrow wow".split(), " ", ["! ", " ", "🔥 "]),
}  # fmt: skip


def made_lines(script, byte_count):
    words, between, ends = SCRIPTS[script]
    chance = random.Random(script)
    lines, left = [], byte_count
    while left > 0:
        line = ""
        while len(line.encode()) < LINE_BYTES:
            line += between.join(chance.choices(words, k=chance.randint(4, 18))) + chance.choice(ends)
        lines.append(line.strip())
        left -= len(lines[-1].encode())
    return lines


def repeated_lines(path, byte_count):
    """The file's lines again and again, each time in another order."""
    once = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    size = sum(len(line.encode()) for line in once)
    chance, lines = random.Random(2019), []
    for _ in range(-(-byte_count // size)):
        lines += chance.sample(once, len(once))
    return lines
