// Whether a file is still the one that was opened. Taken by path, so that a file that was replaced counts as changed too.
import CAlbert

/// The state of the file at a path: which file it is, its size, and when it was last written to.
struct FileStamp: Equatable, Sendable {
    private let values: [Int64]

    /// nil where nothing can be found at `path`.
    init?(path: String, in directory: Directory? = nil) {
        let values = withUnsafeTemporaryAllocation(of: Int64.self, capacity: 4) { stamp in
            albert_file_stamp(directory?.descriptor ?? -1, path, stamp.baseAddress) == 0 ? Array(stamp) : nil
        }
        guard let values else { return nil }
        self.values = values
    }

    /// Whether both are of one file, whatever happened to it in between.
    func isSameFile(as other: FileStamp) -> Bool { values.prefix(2) == other.values.prefix(2) }
}

extension Directory {
    /// The first name in byte order that begins with `start`.
    func firstName(startingWith start: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { name in
            guard let text = name.baseAddress, albert_directory_find(path, start, text, name.count) else { return nil }
            return String(cString: text)
        }
    }

    /// The first name in byte order that ends with `end` and comes after `last`; names that are no UTF-8 are left out.
    func firstName(endingWith end: String, after last: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { name in
            guard let text = name.baseAddress else { return nil }
            var last = Array(last.utf8CString)
            while albert_directory_find_after(path, last, end, text, name.count) {
                if let found = String(validatingCString: text) { return found }
                last = Array(name)
            }
            return nil
        }
    }
}
