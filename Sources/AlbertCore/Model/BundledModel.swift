// Where the model lies that comes with the library: beside the library itself, wherever it was installed.

private let bundledName = "albert-mini"

extension Model {
    /// The bundled model's directory: beside the library (the Python package), in ../share/albert/models (an installation; one
    /// level higher where libraries lie in lib/x86_64-linux-gnu), or in a Swift program's resource bundle.
    static func bundledModelDirectory() throws(AlbertError) -> Directory {
        let library = containingDirectory(of: ownPath)
        let program = containingDirectory(of: programPath)
        let candidates = [
            library + "/models/" + bundledName,
            library + "/../share/albert/models/" + bundledName,
            library + "/../../share/albert/models/" + bundledName,
            program + "/libalbert_AlbertBundledModel.resources/" + bundledName,
            library + "/libalbert_AlbertBundledModel.resources/" + bundledName,
        ]
        for path in candidates where fileExists(path + "/config.json") { return try Directory(path: path) }
        throw AlbertError(
            .io, at: bundledName,
            "the bundled model was not found beside the library (looked in \(candidates[0]) and \(candidates[1]))")
    }

    private static func containingDirectory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return String(path[..<slash])
    }
}
