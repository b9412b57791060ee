// What callers in C can pass that no caller in Swift can. The answers themselves are in Tests/CABI/cases.c.
import CAlbert
import Testing

@testable import AlbertCore

/// A model of Tests/Golden/heads as C sees it, and a call.
private final class Opened {
    private(set) var model: OpaquePointer?
    private(set) var call: OpaquePointer?

    init(_ name: String) throws {
        try #require(albert_call_new(&call) == 0)
        try #require(albert_model_open(HeadModel.path(name), nil, &model, call) == 0)
    }

    deinit {
        _ = albert_model_free(model)
        _ = albert_call_free(call)
    }

    var place: String { String(cString: albert_call_place(call)) }
}

nonisolated(unsafe) private let mark = OpaquePointer(bitPattern: 0x10)

@Suite("the tasks as C calls them")
struct JudgingExportsTests {
    @Test("texts, pairs and labels that are missing are refused by name, and the result stays as it was")
    func missingTexts() throws {
        let opened = try Opened("classifier")
        var out = mark
        let text = Array("A text.".utf8CString)
        text.withUnsafeBufferPointer { text in
            let texts: [UnsafePointer<CChar>?] = [text.baseAddress, nil]
            #expect(albert_classify(opened.model, nil, nil, nil, nil, 2, nil, &out, opened.call) == 1)
            #expect(opened.place == "texts")
            #expect(albert_classify(opened.model, texts, nil, nil, nil, 2, nil, &out, opened.call) == 1)
            #expect(opened.place.hasPrefix("texts"))
            #expect(albert_zero_shot(opened.model, texts, nil, 1, nil, nil, 1, nil, &out, opened.call) == 1)
            #expect(opened.place == "labels")
            #expect(albert_zero_shot(opened.model, texts, nil, 1, texts, nil, 2, nil, &out, opened.call) == 1)
            #expect(opened.place.hasPrefix("labels"))
            #expect(out == mark)
            // A pair that is missing is no mistake.
            #expect(albert_classify(opened.model, texts, nil, [nil], nil, 1, nil, &out, opened.call) == 0)
            #expect(albert_result_rows(out) == 1 && albert_result_free(out) == 0)
        }
    }

    @Test("counts far outside and byte counts below -1 are refused before a text is looked at")
    func counts() throws {
        let opened = try Opened("classifier")
        var out = mark
        let text = Array("A text.".utf8CString)
        text.withUnsafeBufferPointer { text in
            let texts: [UnsafePointer<CChar>?] = [text.baseAddress]
            for count in [Int64(-1), .min, .max, 1 << 31] {
                let status = albert_classify(opened.model, texts, nil, nil, nil, count, nil, &out, opened.call)
                #expect(status == 1 || status == 4)
                #expect(opened.place == "text_count")
            }
            for byteCount in [Int64(-2), .min, .max] {
                let status = albert_tag(opened.model, texts, [byteCount], 1, nil, &out, opened.call)
                #expect(status == 1 || status == 4)
                #expect(opened.place.hasPrefix("texts"))
            }
            #expect(out == mark)
        }
    }

    @Test("a result that has no place to go, a model that is none and one of another task are refused")
    func handles() throws {
        let opened = try Opened("classifier")
        var out = mark
        #expect(albert_classify(opened.model, nil, nil, nil, nil, 0, nil, nil, opened.call) == 1)
        #expect(opened.place == "out")
        #expect(albert_classify(mark, nil, nil, nil, nil, 0, nil, &out, opened.call) == 2)
        #expect(albert_classify(opened.model, nil, nil, nil, nil, 0, mark, &out, opened.call) == 2)
        for status in [
            albert_tag(opened.model, nil, nil, 0, nil, &out, opened.call),
            albert_answer(opened.model, nil, nil, nil, nil, 0, nil, &out, opened.call),
        ] { #expect(status == 6) }
        #expect(out == mark)
        #expect(albert_classify(opened.model, nil, nil, nil, nil, 0, nil, &out, opened.call) == 0)
        #expect(albert_result_rows(out) == 0 && albert_result_free(out) == 0)
    }

    @Test("a call that was cancelled stops each of them")
    func cancelled() throws {
        let opened = try Opened("classifier")
        var out = mark
        #expect(albert_call_cancel(opened.call) == 0)
        let text = Array("A text.".utf8CString)
        text.withUnsafeBufferPointer { text in
            let texts: [UnsafePointer<CChar>?] = [text.baseAddress]
            #expect(albert_classify(opened.model, texts, nil, nil, nil, 1, nil, &out, opened.call) == 11)
            #expect(albert_zero_shot(opened.model, texts, nil, 1, texts, nil, 1, nil, &out, opened.call) == 11)
            #expect(albert_rank(opened.model, text.baseAddress, -1, texts, nil, 1, nil, &out, opened.call) == 11)
        }
        #expect(out == mark)
    }
}
