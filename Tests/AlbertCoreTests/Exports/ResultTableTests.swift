import CAlbert
import Testing

@testable import AlbertCore

private final class Numbers {
    let values: Buffer<Int32>
    let onEnd: () -> Void

    init(_ numbers: [Int32], onEnd: @escaping () -> Void) throws(AlbertError) {
        var buffer = try Buffer<Int32>()
        for number in numbers { try buffer.append(number) }
        values = buffer
        self.onEnd = onEnd
    }

    deinit { onEnd() }
}

@Test("a table lends its columns by name and number, and keeps their owners alive")
func lending() throws {
    var ended = 0
    var handle: OpaquePointer?
    do {
        let numbers = try Numbers([4, 5, 6, 7], onEnd: { ended += 1 })
        let column = ResultColumn(name: "pair", shape: [2, 2], values: .ints(numbers.values.elements))
        handle = try HandleKind.result.open(ResultTable(rowCount: 2, owners: [numbers], [column]))
    }
    #expect(ended == 0)
    #expect(albert_result_rows(handle) == 2)
    #expect(albert_result_column_count(handle) == 1)
    #expect(String(cString: albert_result_column_name(handle, 0)) == "pair")
    #expect(albert_result_column_type(handle, 0) == 2)
    #expect(albert_result_column_name(handle, 1) == nil)
    #expect(albert_result_column_name(handle, -1) == nil)
    #expect(albert_result_column_type(handle, .max) == -1)
    var values: UnsafePointer<Int32>?
    var count: Int64 = 0
    #expect(albert_result_ints(handle, "pair", &values, &count, nil) == 0)
    #expect(Array(UnsafeBufferPointer(start: values, count: Int(count))) == [4, 5, 6, 7])
    var shape: [Int64] = [0, 0]
    var rank: Int32 = 0
    #expect(albert_result_shape(handle, "pair", &shape, 2, &rank, nil) == 0)
    #expect(shape == [2, 2] && rank == 2)
    #expect(albert_result_free(handle) == 0)
    #expect(ended == 1)
    #expect(albert_result_rows(handle) == -1)
}

@Test("a column that is none, or is of another kind, is refused with the names there are")
func wrongColumns() throws {
    let numbers = try Numbers([1], onEnd: {})
    let table = ResultTable(
        rowCount: 1, owners: [numbers],
        [
            ResultColumn(name: "id", shape: [1], values: .ints(numbers.values.elements)),
            ResultColumn(name: "token", shape: [1], values: .texts(count: 1) { _ in nil }),
        ])
    let handle = try HandleKind.result.open(table)
    var call: OpaquePointer?
    #expect(albert_call_new(&call) == 0)
    var floats: UnsafePointer<Float>?
    #expect(albert_result_floats(handle, "ids", &floats, nil, call) == 1)
    #expect(String(cString: albert_call_message(call)) == "no column is called 'ids'; there are id, token")
    #expect(albert_result_floats(handle, "id", &floats, nil, call) == 1)
    var text: UnsafePointer<CChar>?
    for row in [Int64(-1), 1, .max, .min] { #expect(albert_result_text(handle, "token", row, &text, nil, call) == 1) }
    #expect(floats == nil && text == nil)
    #expect(albert_call_free(call) == 0)
    #expect(albert_result_free(handle) == 0)
}
