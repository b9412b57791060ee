// Section "model" of albert.h: saving.
import CAlbert

@implementation @_cdecl("albert_model_save")
public func albert_model_save(
    _ model: OpaquePointer!, _ directory: UnsafePointer<CChar>!, _ options: OpaquePointer!, _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let model = try openModel(model)
        guard let directory else { throw .isNull("directory") }
        let target = try callerPath(directory, "directory")
        _ = try OptionSnapshot.read(options)
        try model.save(to: target, watch: watch)
    }
}
