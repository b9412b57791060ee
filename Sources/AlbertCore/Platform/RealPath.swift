// A path that stays right when the working directory changes.
import CAlbert
import Glibc

/// `path` from the root and without links; as it is where that cannot be said, or not in UTF-8.
func realPath(_ path: String) -> String {
    guard let text = albert_file_real_path(path) else { return path }
    defer { free(text) }
    return String(validatingCString: text) ?? path
}
