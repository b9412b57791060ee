// Writes safetensors files for tests, by the format's own description and not by the reader under test.

struct SafeTensorsBuilder {
    private var header: [String] = []
    private var body: [UInt8] = []

    mutating func add(_ name: String, _ shape: [Int], _ values: [Float]) {
        add(
            name, shape, type: "F32",
            bytes: values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) })
    }

    mutating func add(_ name: String, _ shape: [Int], type: String, bytes: [UInt8]) {
        header.append(
            #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(body.count),\#(body.count + bytes.count)]}"#
        )
        body += bytes
    }

    var file: [UInt8] {
        let text = Array("{\(header.joined(separator: ","))}".utf8)
        return withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text + body
    }
}
