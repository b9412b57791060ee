// Where the model lies that comes with the library: beside the library itself, wherever it was installed.

private let bundledName = "albert-mini"

extension Model {
    /// The bundled model's directory: beside the library (the Python package), in ../share/albert/models (an installation; one
    /// level higher where libraries lie in lib/x86_64-linux-gnu), or in a Swift program's resource bundle.
    static func bundledModelDirectory() throws(AlbertError) -> Directory {
        let library = containingDirectory(of: ownPath)
        let program = containingDirectory(of: programPath)
        let resources = "/libalbert_AlbertBundledModel.resources/"
        var candidates: [String] = []
        if let library {
            for place in ["/models/", "/../share/albert/models/", "/../../share/albert/models/", resources] {
                candidates.append(library + place + bundledName)
            }
        }
        if let program { candidates.append(program + resources + bundledName) }
        for path in candidates where fileExists(path + "/config.json") { return try Directory(path: path) }
        throw AlbertError(
            .io, at: bundledName,
            library.map { "the bundled model was not found beside the library in \($0)" }
                ?? "the bundled model was not looked for: the library cannot tell where it lies")
    }

    /// Nil where nobody knows the path: then the model is not looked for in whatever directory the host is in.
    private static func containingDirectory(of path: String) -> String? {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return String(path[..<slash])
    }
}
