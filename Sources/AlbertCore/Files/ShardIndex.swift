// model.safetensors.index.json: which file of a model holds which tensor. The names of those files were written by a
// stranger: each is one component of a path, opened inside the model's directory, so that no index leads elsewhere.
// (What such a name links to is followed: the Hugging Face cache is made of links.)

struct ShardIndex {
    static let fileName = "model.safetensors.index.json"

    let place: String
    /// Names of files in the order of their first mention.
    private(set) var shards: [String] = []
    /// Every tensor with the shard that should hold it.
    private(set) var tensors: [(name: String, shard: Int)] = []

    init(_ bytes: UnsafeRawBufferPointer, name: String) throws(AlbertError) {
        place = name
        let limits = JSONLimits(byteCount: FileLimits.indexByteCount, valueCount: FileLimits.indexValueCount)
        let document = try JSONDocument(bytes, name: name, limits: limits)
        let keys = JSONObjectReader(place: name, object: document.root)
        guard let map = document.root["weight_map"] else {
            throw AlbertError(.format, at: name, "'weight_map' is missing")
        }
        guard map.kind == .object else { throw keys.wrong("weight_map", "an object", map) }
        guard map.count > 0 else { throw keys.error(.format, "weight_map", "is empty") }
        guard map.count <= FileLimits.tensorCount else {
            throw keys.error(
                .limit, "weight_map", "names \(map.count) tensors, the limit is \(FileLimits.tensorCount)")
        }
        let names = JSONObjectReader(place: name, object: map)
        var numbers: [String: Int] = [:]
        try map.forEachMember { tensorBytes, value throws(AlbertError) in
            let tensor = String(decoding: tensorBytes, as: UTF8.self)
            guard let fileBytes = value.stringBytes else { throw names.wrong(tensor, "a file's name", value) }
            if let reason = Self.refusal(of: fileBytes) {
                throw names.error(reason.code, tensor, "names the file \(quoted(fileBytes)), \(reason.detail)")
            }
            let file = String(decoding: fileBytes, as: UTF8.self)
            let known = numbers[file]
            if known == nil {
                guard shards.count < FileLimits.shardCount else {
                    throw keys.error(.limit, "weight_map", "names more than \(FileLimits.shardCount) files")
                }
                numbers[file] = shards.count
                shards.append(file)
            }
            tensors.append((tensor, known ?? shards.count - 1))
        }
    }

    /// Why `name` is no file inside the directory; nil where it is one.
    private static func refusal(
        of name: UnsafeBufferPointer<UInt8>
    ) -> (code: AlbertError.Code, detail: String)? {
        guard name.count <= FileLimits.fileNameByteCount else {
            return (.limit, "which has \(name.count) bytes, the limit is \(FileLimits.fileNameByteCount)")
        }
        let isUpward = name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8)
        let isPrintable = name.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        let isOneComponent = !name.contains(UInt8(ascii: "/")) && !name.contains(UInt8(ascii: "\\"))
        guard !name.isEmpty, !isUpward, isPrintable, isOneComponent else {
            return (.path, "which is no plain name of a file in the model's directory")
        }
        return nil
    }
}
