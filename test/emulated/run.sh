#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# Runs a program on an emulated processor: packs it with its shared libraries into an initial file system, boots Linux
# with it in Bochs, and prints what it prints. Exits as the program does, or with 125 if it did not get to its end.
set -eu

if [ $# -lt 2 ]; then
    cat <<'TEXT'
usage: run.sh VMLINUZ PROGRAM [ARGUMENT...]

VMLINUZ is a kernel as Debian ships it. The variables BROOK_* of the environment are passed on to the program.
TEXT
    exit 125
fi
kernel=$1
program=$(readlink -f "$2")
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 125' HUP INT TERM

# --- the file system --------------------------------------------------------------------------------------------------

mkdir -p "$work/tree/proc" "$work/tree/tmp" "$work/tree/bin" "$work/iso"
cp "$(command -v busybox)" "$work/tree/bin/busybox"
# shellcheck disable=SC2046 # one word for each library
cp -L --parents "$program" $(ldd "$program" | grep -o '/[^ ]*') "$work/tree"

quoted() { for word in "$@"; do printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")"; done; }
{
    echo '#!/bin/busybox sh'
    echo 'busybox mount -t proc proc /proc'
    echo 'echo "features: $(busybox grep -m 1 ^flags /proc/cpuinfo | busybox grep -oE "avx[^ ]*|fma" | busybox xargs)"'
    echo 'export HOME=/tmp'
    env | grep '^BROOK_[A-Z_]*=' | while IFS='=' read -r name value; do echo "export $name=$(quoted "$value")"; done
    echo 'echo "--- begin"'
    quoted "$program" "$@"
    echo
    echo 'echo "--- end $?"'
    echo 'busybox sleep 1' # for the serial port
    echo 'busybox poweroff -f'
} >"$work/tree/init"
chmod +x "$work/tree/init"
(cd "$work/tree" && find . | cpio -o -H newc --quiet | zstd -q -1) >"$work/iso/initrd"

# --- the disk ---------------------------------------------------------------------------------------------------------

cp "$kernel" "$work/iso/vmlinuz"
cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$work/iso"
# Bochs 2.7 gives the size of XSAVES's and XSAVEC's areas (CPUID bits 321 and 323) as if they were not compacted, and
# Linux would do without AVX.
cat >"$work/iso/isolinux.cfg" <<'TEXT'
default linux
label linux
    kernel /vmlinuz
    append initrd=/initrd console=ttyS0,115200 quiet clearcpuid=321,323 mitigations=off nokaslr panic=-1
TEXT
xorriso -as mkisofs -quiet -o "$work/disk.iso" -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 \
    -boot-info-table "$work/iso" 2>"$work/xorriso.log"

# --- the machine ------------------------------------------------------------------------------------------------------

cat >"$work/bochsrc" <<TEXT
display_library: term
cpu: model=corei7_skylake_x, ips=20000000
memory: guest=1024, host=1024
romimage: file=\$BXSHARE/BIOS-bochs-latest
vgaromimage: file=\$BXSHARE/VGABIOS-lgpl-latest
ata0-master: type=cdrom, path=$work/disk.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$work/serial
clock: sync=none
sound: waveoutdrv=dummy
log: $work/log
panic: action=fatal
TEXT
echo continue >"$work/commands" # Debian's Bochs starts in its debugger
# Its display needs a terminal. It fails when the emulated power goes off.
TERM=xterm timeout 3600 script -qec "bochs -q -f $work/bochsrc -rc $work/commands" /dev/null </dev/null >"$work/screen" 2>&1 || true

tr -d '\r' <"$work/serial" >"$work/output"
sed -n '/^features: /p' "$work/output" >&2
sed -n '/^--- begin$/,/^--- end /{/^--- /!p}' "$work/output"
exit "$(sed -n 's/^--- end //p' "$work/output" | grep . || echo 125)"
