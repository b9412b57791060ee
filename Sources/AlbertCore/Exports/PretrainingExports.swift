// Section "training" of albert.h.
import CAlbert

@implementation @_cdecl("albert_pretraining_data_write")
public func albert_pretraining_data_write(
    _ tokenizer: OpaquePointer!, _ paths: UnsafePointer<UnsafePointer<CChar>?>!, _ pathCount: Int64,
    _ directory: UnsafePointer<CChar>!, _ options: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!,
    _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let tokenizer: Tokenizer = try HandleKind.tokenizer.object(of: tokenizer, named: "tokenizer")
        let count = try callerCount(pathCount, "path_count", atMost: CorpusReader.pathLimit)
        guard let directory else { throw .isNull("directory") }
        let target = try callerPath(directory, "directory")
        let texts = try CallerTexts(paths, nil, count, "paths")
        var files: [String] = []
        for position in 0..<count { files.append(try callerPath(texts.text(position), "paths[\(position)]")) }
        let options = try OptionSnapshot.read(options)
        let data = PretrainingData(
            paths: files, tokenizer: tokenizer, settings: options.pretrainingSettings, threads: options.threads)
        let counts = try data.write(to: target, watch: watch)
        store(try HandleKind.result.open(try ResultTable(counts)), in: out)
    }
}
