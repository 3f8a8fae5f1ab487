# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The two machines. Each adds its options to the array "qemu".
# shellcheck disable=SC2054,SC2153,SC2154 # commas are QEMU's, "boot" sets the variables

# Where QEMU loads each file, and the file's length, both in hexadecimal
declare -A address=() size=()

# load NAME FILE: make QEMU load the file at next_address, and note that as address[NAME]
load() {
	local bytes
	bytes=$(stat -Lc %s "$2")
	printf -v "address[$1]" %x "$next_address"
	printf -v "size[$1]" %x "$bytes"
	qemu+=(-device "loader,file=$2,addr=$next_address,force-raw=on")
	next_address=$(((next_address + bytes + 0x3fffff) & ~0x1fffff))
}

# disk: add the disk with the guest's root, which dom0 attaches; all writes are discarded
disk() {
	[[ $INSTALLED != @(disk|dracut|root) ]] || qemu+=(
		-drive "file=$root_image,format=raw,if=none,id=root,snapshot=on"
		-device virtio-blk-device,drive=root
	)
}

# gated NUMBER: does this guest's kernel start behind the gate?
gated() {
	[[ $GATE == yes || " $GATE " == *" $1 "* ]]
}

# domu NUMBER: print the guest's node for the device tree. All guests share the initramfs
# and the kernel, which may be behind the gate
domu() {
	local args=$guest_args kernel=kernel1 ramdisk='' words
	(($1 == 1)) || args+=" domu=$1"
	words=$(sed -n "$1p" <<<"$ARGS_BY_GUEST")
	args+=${words:+ $words}
	! gated "$1" || kernel=gated1
	[[ $INSTALLED == root ]] || ramdisk="module@${address[initrd1]} {
		compatible = \"multiboot,ramdisk\", \"multiboot,module\";
		reg = <0 0x${address[initrd1]} 0 0x${size[initrd1]}>;
	};"
	cat <<-END
		domU$1 {
			compatible = "xen,domain";
			#address-cells = <2>;
			#size-cells = <2>;
			memory = <0 $((MEMORY * 1024))>;
			cpus = <$CPUS>;
			vpl011;
			$DOMAIN
			$enhanced
			module@${address[$kernel]} {
				compatible = "multiboot,kernel", "multiboot,module";
				reg = <0 0x${address[$kernel]} 0 0x${size[$kernel]}>;
				bootargs = "$args";
			};
			$ramdisk
		};
	END
}

# Xen with a dom0 and domU1…, whose kernels and initramfs Xen finds in the device tree.
machine_xen() {
	local machine=virt,virtualization=on,gic-version=3,dtb-randomness=off
	local image gated enhanced=''
	image=$("$rig/build/image" dom0 "$XEN" "$DOM0")
	initramfs dom0 "$image"

	qemu+=(-cpu "$CPU" -smp "${PARALLEL:-1}" -m "$((2048 + (DOMUS - 1) * MEMORY))")
	"$emulator" "${qemu[@]}" -machine "$machine,dumpdtb=$work/virt.dtb" \
		2>/dev/null
	next_address=$((0x50000000))
	load kernel0 "$("$rig/fetch/kernel" "$DOM0" image)"
	load initrd0 "$work/dom0.cpio"
	image=$("$rig/fetch/kernel" "$GUEST" image)
	if [[ $GATE ]]; then
		gated=$("$rig/guest/gate" "$image" yes "$DEVICE_TREE")
		load gated1 "$gated"
	fi
	if [[ $GATE != yes ]]; then
		[[ ! $DEVICE_TREE ]] || image=$("$rig/guest/gate" "$image" '' "$DEVICE_TREE")
		load kernel1 "$image"
	fi
	[[ $INSTALLED == root ]] || load initrd1 "$work/guest.cpio"
	case $ENHANCED in
	none) ;;
	empty) enhanced="xen,enhanced;" ;;
	*) enhanced="xen,enhanced = \"$ENHANCED\";" ;;
	esac
	{
		dtc -q -I dtb -O dts "$work/virt.dtb"
		cat <<-END
			/ { /delete-node/ chosen; };
			/ { chosen {
				stdout-path = "/pl011@9000000";
				#address-cells = <2>;
				#size-cells = <2>;
				xen,xen-bootargs = "console=dtuart dtuart=/pl011@9000000 dom0_mem=512M dom0_max_vcpus=1 bootscrub=0 conring_size=1m${XEN_ARGS:+ $XEN_ARGS}";
				xen,dom0-bootargs = "console=hvc0 earlycon=xenboot loglevel=5 rdinit=/init $no_cipher_tests";
				module@${address[kernel0]} {
					compatible = "multiboot,kernel", "multiboot,module";
					reg = <0 0x${address[kernel0]} 0 0x${size[kernel0]}>;
				};
				module@${address[initrd0]} {
					compatible = "multiboot,ramdisk", "multiboot,module";
					reg = <0 0x${address[initrd0]} 0 0x${size[initrd0]}>;
				};
				$(for ((i = 1; i <= DOMUS; i++)); do domu "$i"; done)
			}; };
		END
	} | dtc -q -I dts -O dtb -o "$work/rig.dtb"

	qemu+=(
		-machine "$machine" -dtb "$work/rig.dtb" -kernel "$("$rig/fetch/xen" "$XEN" image)"
		-chardev "file,id=dom0,path=$logs/dom0.log"
		-device virtio-serial-device -device virtserialport,chardev=dom0,name=rig
	)
	disk
}

# The guest's kernel without Xen.
machine_bare() {
	qemu+=(
		"${bare[@]}" -smp "$CPUS" -m "$MEMORY"
		-kernel "$("$rig/fetch/kernel" "$GUEST" image)" -initrd "$work/guest.cpio"
		-append "$guest_args"
	)
	disk
}
