// swift-tools-version: 6.1
// The Makefile adds the link flags of the shipped library (static runtime, symbol versions); this file has no unsafe
// flags, so that Swift packages can depend on it.
import PackageDescription

let package = Package(
    name: "libalbert",
    products: [
        .library(name: "AlbertCore", targets: ["AlbertCore"]),
        .library(name: "AlbertBundledModel", targets: ["AlbertBundledModel"]),
        .library(name: "albert", type: .dynamic, targets: ["AlbertCore"]),
    ],
    targets: [
        .target(name: "CAlbert", cSettings: [.define("_GNU_SOURCE")]),
        .target(name: "AlbertCore", dependencies: ["CAlbert"]),
        .target(name: "AlbertBundledModel", resources: [.copy("albert-mini")]),
        .testTarget(name: "AlbertCoreTests", dependencies: ["AlbertCore"]),
        .testTarget(name: "KernelTests", dependencies: ["CAlbert"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)
