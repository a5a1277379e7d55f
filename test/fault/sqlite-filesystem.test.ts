import { describe, expect, it } from "vitest";
import { isSafeEngine } from "../../src/store/sqlite/connection.ts";
import { classifyFilesystem } from "../../src/store/sqlite/filesystem.ts";

describe("file systems by their number", () => {
  it.each([
    [0x6969, "NFS"],
    [0x517b, "SMB"],
    [0xff534d42, "CIFS"],
    [0xff534d42 | 0, "CIFS"],
    [0xfe534d42, "SMB2"],
    [0x5346414f, "AFS"],
    [0x00c36400, "Ceph"],
    [0x01021997, "9p"],
  ])("%i is the network file system %s", (type, name) => {
    expect(classifyFilesystem(type)).toEqual({ kind: "network", name });
  });

  it.each([
    [0xef53, "ext4"],
    [0x58465342, "XFS"],
    [0x9123683e, "Btrfs"],
    [0x9123683e | 0, "Btrfs"],
    [0x01021994, "tmpfs"],
    [0x794c7630, "overlayfs"],
  ])("%i is the local file system %s", (type, name) => {
    expect(classifyFilesystem(type)).toEqual({ kind: "local", name });
  });

  it("anything else is unknown, FUSE included, because it hides what is behind it", () => {
    expect(classifyFilesystem(0x65735546)).toEqual({ kind: "unknown", name: "FUSE" });
    expect(classifyFilesystem(0xabcdef)).toEqual({ kind: "unknown", name: "0xabcdef" });
  });
});

describe("SQLite versions", () => {
  it.each(["3.51.3", "3.51.10", "3.53.2", "4.0.0"])("%s is safe for several writers", (version) => {
    expect(isSafeEngine(version)).toBe(true);
  });

  it.each(["3.51.2", "3.50.9", "3.7.0", "2.99.99", ""])("%s is not", (version) => {
    expect(isSafeEngine(version)).toBe(false);
  });
});
