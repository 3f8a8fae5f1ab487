# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the scripts that read this
# Settings for each architecture.

# In an emulator, the self-tests of ciphers would take most of the boot.
no_cipher_tests=cryptomgr.notests

# set_arch ARCH: set the variables for an architecture, in Debian's naming
set_arch() {
	arch=$1
	emulator=qemu-system-aarch64
	kernel_args=console=ttyAMA0
	case $arch in
	arm64)
		triplet=aarch64-linux-gnu
		loader=lib/ld-linux-aarch64.so.1
		kernel_arch=arm64
		bare=(-machine "virt,gic-version=3,dtb-randomness=off" -cpu cortex-a57)
		;;
	armhf)
		triplet=arm-linux-gnueabihf
		loader=lib/ld-linux-armhf.so.3
		kernel_arch=arm
		bare=(-machine "virt,dtb-randomness=off" -cpu cortex-a15)
		;;
	amd64)
		triplet=x86_64-linux-gnu
		loader=lib64/ld-linux-x86-64.so.2
		kernel_arch=x86
		emulator=qemu-system-x86_64
		kernel_args=console=ttyS0
		bare=(-machine pc)
		;;
	*) die "no architecture $arch" ;;
	esac
	kernel_args+=" $no_cipher_tests"
	cross=$triplet-
}
