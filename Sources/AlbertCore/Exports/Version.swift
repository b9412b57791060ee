import CAlbert

@implementation @_cdecl("albert_abi_version")
public func albert_abi_version() -> Int32 { 1 }
