/** Whether SQLite's write-ahead log, which needs shared memory between processes, can be trusted on a file system. */
export type FilesystemClass =
  | { readonly kind: "local"; readonly name: string }
  | { readonly kind: "network"; readonly name: string }
  | { readonly kind: "unknown"; readonly name: string };

/** `f_type` values of statfs(2): Linux `linux/magic.h`, and the small numbers that macOS and Windows give. */
const NETWORK = new Map<number, string>([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x5346414f, "AFS"],
  [0x6b414653, "kAFS"],
  [0x73757245, "Coda"],
  [0x00c36400, "Ceph"],
  [0x01021997, "9p"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x7461636f, "OCFS2"],
  [0x01161970, "GFS2"],
  [0x19830326, "BeeGFS"],
  [0x013111a8, "IBRIX"],
  [0x564c, "NCP"],
  [0xaad7aaea, "PanFS"],
]);

const LOCAL = new Map<number, string>([
  [0xef53, "ext4"],
  [0x58465342, "XFS"],
  [0x9123683e, "Btrfs"],
  [0x2fc12fc1, "ZFS"],
  [0xf2f52010, "F2FS"],
  [0x3153464a, "JFS"],
  [0x52654973, "ReiserFS"],
  [0xca451a4e, "bcachefs"],
  [0x01021994, "tmpfs"],
  [0x858458f6, "ramfs"],
  [0x794c7630, "overlayfs"],
  [0x61756673, "aufs"],
  [0xf15f, "eCryptfs"],
  [0x5346544e, "NTFS"],
  [0x7366746e, "NTFS3"],
  [0x4d44, "FAT"],
  [0x2011bab0, "exFAT"],
  [0x482b, "HFS+"],
  [0x4244, "HFS"],
  [0x42465331, "APFS"],
  [0x9660, "ISO 9660"],
  [0x73717368, "SquashFS"],
  [0x15013346, "UDF"],
]);

/** FUSE hides what is behind it: sshfs and rclone as well as local volumes. */
const FUSE = 0x65735546;

/** Names a file system by the `type` of `fs.statfs`; negative 32-bit values are read as unsigned. */
export function classifyFilesystem(type: number): FilesystemClass {
  const magic = type >>> 0;
  const network = NETWORK.get(magic);
  if (network !== undefined) return { kind: "network", name: network };
  const local = LOCAL.get(magic);
  if (local !== undefined) return { kind: "local", name: local };
  return { kind: "unknown", name: magic === FUSE ? "FUSE" : `0x${magic.toString(16)}` };
}
