import Foundation
import Testing

@testable import AlbertCore

private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
}

private func add(_ name: String, _ text: String, to files: StagedFiles) throws {
    let file = try files.addFile(name)
    var text = text
    try text.withUTF8 { try file.append(UnsafeRawBufferPointer($0)) }
    try file.finish()
}

private func text(_ path: String) throws -> String { String(decoding: try Repository.bytes(path), as: UTF8.self) }

@Suite("staged files")
struct StagedFilesTests {
    @Test("a new directory appears with everything in it, and not before")
    func newDirectory() throws {
        let place = try TemporaryDirectory()
        for target in ["new", "slash//"] {
            let path = place.path + "/" + target
            let files = try StagedFiles(for: path)
            #expect(files.existingDirectory == nil)
            try files.addFolder("folder")
            try add("a", "one", to: files)
            try add("folder/b", "two", to: files)
            #expect(!FileManager.default.fileExists(atPath: path))
            try files.commit()
            #expect(try names(path) == ["a", "folder"])
            #expect(try text(path + "/a") == "one" && text(path + "/folder/b") == "two")
        }
        #expect(try names(place.path) == ["new", "slash"])
    }

    @Test("files of the same name are replaced, others stay")
    func existingDirectory() throws {
        let place = try TemporaryDirectory()
        try place.write("a", "old")
        try place.write("other", "kept")
        do {
            let files = try StagedFiles(for: place.path)
            #expect(files.existingDirectory?.path == place.path)
            try files.addFolder("folder")
            try add("a", "new", to: files)
            try add("folder/b", "new", to: files)
            #expect(try text(place.path + "/a") == "old")
            try files.commit()
        }
        #expect(try names(place.path) == ["a", "folder", "other"])
        #expect(try text(place.path + "/a") == "new" && text(place.path + "/other") == "kept")
    }

    @Test("what is not committed leaves nothing behind")
    func abandoned() throws {
        let place = try TemporaryDirectory()
        try place.write("a", "old")
        for target in [place.path, place.path + "/new"] {
            do {
                let files = try StagedFiles(for: target)
                try files.addFolder("folder")
                try add("folder/a", "new", to: files)
                _ = try files.addFile("unfinished")
            }
            #expect(try names(place.path) == ["a"])
        }
    }

    @Test("where one file cannot go to its place, none goes")
    func blocked() throws {
        let place = try TemporaryDirectory()
        try place.write("a", "old")
        try FileManager.default.createDirectory(atPath: place.path + "/b", withIntermediateDirectories: false)
        do {
            let files = try StagedFiles(for: place.path)
            try add("a", "new", to: files)
            try add("b", "new", to: files)
            let error = #expect(throws: AlbertError.self) { try files.commit() }
            #expect(error?.code == .path && error?.place == place.path + "/b")
        }
        do {
            let files = try StagedFiles(for: place.path)
            try files.addFolder("a")
            let error = #expect(throws: AlbertError.self) { try files.commit() }
            #expect(error?.code == .path && error?.place == place.path + "/a")
        }
        #expect(try names(place.path) == ["a", "b"] && text(place.path + "/a") == "old")
    }

    @Test("a directory that appears meanwhile with something in it is not replaced")
    func overtaken() throws {
        let place = try TemporaryDirectory()
        let target = place.path + "/new"
        do {
            let files = try StagedFiles(for: target)
            try add("a", "new", to: files)
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
            try place.write("new/mine", "kept")
            let error = #expect(throws: AlbertError.self) { try files.commit() }
            #expect(error?.code == .io && error?.systemError == ENOTEMPTY)
        }
        #expect(try names(place.path) == ["new"] && names(target) == ["mine"])
    }

    @Test("a target that is no directory, or lies nowhere, is refused at once")
    func refused() throws {
        let place = try TemporaryDirectory()
        try place.write("file", "")
        let cases: [(String, AlbertError.Code)] = [
            (place.path + "/file", .path), (place.path + "/file/x", .path), (place.path + "/none/x", .io), ("", .path),
            ("a\0b", .path),
        ]
        for (target, code) in cases {
            let error = #expect(throws: AlbertError.self) { _ = try StagedFiles(for: target) }
            #expect(error?.code == code && error?.place == target)
        }
    }
}
