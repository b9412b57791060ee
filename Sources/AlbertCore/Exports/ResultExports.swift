// Section "result" of albert.h.
import CAlbert

@implementation @_cdecl("albert_result_rows")
public func albert_result_rows(_ result: OpaquePointer!) -> Int64 {
    table(result).map { Int64($0.rowCount) } ?? -1
}

@implementation @_cdecl("albert_result_column_count")
public func albert_result_column_count(_ result: OpaquePointer!) -> Int32 {
    table(result).map { Int32(clamping: $0.columns.count) } ?? -1
}

@implementation @_cdecl("albert_result_column_name")
public func albert_result_column_name(_ result: OpaquePointer!, _ index: Int32) -> UnsafePointer<CChar>! {
    table(result)?.column(index)?.name.cText
}

@implementation @_cdecl("albert_result_column_type")
public func albert_result_column_type(_ result: OpaquePointer!, _ index: Int32) -> Int32 {
    table(result)?.column(index)?.type ?? -1
}

@implementation @_cdecl("albert_result_floats")
public func albert_result_floats(
    _ result: OpaquePointer!, _ column: UnsafePointer<CChar>!, _ values: UnsafeMutablePointer<UnsafePointer<Float>?>!,
    _ count: UnsafeMutablePointer<Int64>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let values = try callerOut(values, "values")
        let found = try lookUp(result, column)
        guard case .floats(let floats) = found.values else { throw found.isNot("float") }
        store(floats.baseAddress, in: values)
        if let count { store(Int64(floats.count), in: count) }
    }
}

@implementation @_cdecl("albert_result_ints")
public func albert_result_ints(
    _ result: OpaquePointer!, _ column: UnsafePointer<CChar>!, _ values: UnsafeMutablePointer<UnsafePointer<Int32>?>!,
    _ count: UnsafeMutablePointer<Int64>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let values = try callerOut(values, "values")
        let found = try lookUp(result, column)
        guard case .ints(let ints) = found.values else { throw found.isNot("int") }
        store(ints.baseAddress, in: values)
        if let count { store(Int64(ints.count), in: count) }
    }
}

@implementation @_cdecl("albert_result_text")
public func albert_result_text(
    _ result: OpaquePointer!, _ column: UnsafePointer<CChar>!, _ row: Int64,
    _ text: UnsafeMutablePointer<UnsafePointer<CChar>?>!, _ byteCount: UnsafeMutablePointer<Int64>!,
    _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let out = try callerOut(text, "text")
        let found = try lookUp(result, column)
        guard case .texts(let count, let textOf) = found.values else { throw found.isNot("text") }
        guard let index = Int(exactly: row), (0..<count).contains(index) else {
            throw AlbertError(.argument, at: "row", "is \(row), the column has \(count) rows")
        }
        guard let bytes = textOf(index), let start = bytes.baseAddress else {
            throw AlbertError(.internal, at: "\(found.name)", "row \(index) has no text")
        }
        store(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), in: out)
        if let byteCount { store(Int64(bytes.count), in: byteCount) }
    }
}

@implementation @_cdecl("albert_result_shape")
public func albert_result_shape(
    _ result: OpaquePointer!, _ column: UnsafePointer<CChar>!, _ dimensions: UnsafeMutablePointer<Int64>!,
    _ capacity: Int32, _ rank: UnsafeMutablePointer<Int32>!, _ call: OpaquePointer!
) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        let rank = try callerOut(rank, "rank")
        let room = try callerCount(Int64(capacity), "capacity")
        guard dimensions != nil || room == 0 else { throw .isNull("dimensions") }
        let shape = try lookUp(result, column).shape
        if let dimensions {
            for (place, extent) in shape.prefix(room).enumerated() { store(Int64(extent), in: dimensions + place) }
        }
        store(Int32(clamping: shape.count), in: rank)
    }
}

@implementation @_cdecl("albert_result_free")
public func albert_result_free(_ result: OpaquePointer!) -> Int32 { HandleKind.result.close(result) }

private func table(_ result: OpaquePointer?) -> ResultTable? {
    try? HandleKind.result.object(of: result, named: "result")
}

private func lookUp(_ result: OpaquePointer?, _ column: UnsafePointer<CChar>?) throws(AlbertError) -> ResultColumn {
    let table: ResultTable = try HandleKind.result.object(of: result, named: "result")
    return try table.column(named: try callerText(column, -1, "column"))
}

extension ResultColumn {
    fileprivate func isNot(_ wanted: StaticString) -> AlbertError {
        AlbertError(.argument, at: "column", "\(name) is a column of another kind than \(wanted)")
    }
}
