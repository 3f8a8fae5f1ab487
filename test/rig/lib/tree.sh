# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # loader and triplet come from set_arch
# Functions that build the file tree of an initramfs from unpacked packages.

# new_tree TREE: make a usr-merged tree, like Debian's
new_tree() {
	mkdir -p "$1"/usr/{bin,sbin,lib} "$1"/{proc,sys,dev,run,tmp,etc,root,mnt} \
		"$1"/var/{lib,log}
	ln -s usr/bin usr/sbin usr/lib "$1"
	ln -s ../run "$1/var/run"
	ln -s ../run/lock "$1/var/lock"
}

# put TREE ROOT PATH…: install files and folders of a package
put() {
	local tree=$1 root=$2
	shift 2
	(cd "$root" && cp -a --parents "$@" "$tree/")
}

# put_libraries TREE ROOT: install the libraries that programs in the tree are linked with
put_libraries() {
	local tree=$1 root=$2 dir file name found=yes
	dir=$root/usr/lib/$triplet
	while [[ $found ]]; do
		found=
		while read -r name; do
			file=$tree/usr/lib/$triplet/$name
			# systemd's programs find its own libraries in a folder.
			[[ -e $file || -e ${file%/*}/systemd/$name ]] && continue
			[[ -e $dir/$name ]] || die "no $name for ${tree##*/}"
			mkdir -p "${file%/*}"
			cp -L "$dir/$name" "$file"
			found=yes
		done < <(
			find "$tree/usr" -type f ! -name '*.ko*' -size +1k -print0 |
				xargs -0 readelf -d 2>/dev/null |
				sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' | sort -u
		)
	done
	# The C library opens this one by name when a thread ends.
	cp -L "$dir/libgcc_s.so.1" "$tree/usr/lib/$triplet/"
	# The loader's path is written into every program.
	mkdir -p "$tree/${loader%/*}"
	cp -L "$dir/${loader##*/}" "$tree/$loader"
}

# put_modules TREE FOLDER MODULE…: install the modules and their dependencies
put_modules() {
	local tree=$1 folder=$2 release=${2##*/} base module file target
	shift 2
	[[ -e $folder/modules.dep ]] || die "no modules.dep in $folder"
	mkdir -p "$tree/usr/lib/modules/$release"
	cp "$folder"/modules.{builtin,builtin.modinfo,order} "$tree/usr/lib/modules/$release/"
	# modprobe looks for modules only in lib/modules/RELEASE below the directory given by -d.
	base=$(mktemp -d)
	mkdir -p "$base/lib/modules"
	ln -s "$folder" "$base/lib/modules/$release"
	for module; do
		modprobe -d "$base" -S "$release" -D "$module" ||
			die "kernel $release has no module $module"
	done | awk '$1 == "insmod" { print $2 }' | sort -u |
		while read -r file; do
			target=$tree/usr/lib/modules/$release/${file#*"/modules/$release/"}
			mkdir -p "${target%/*}"
			case $file in
			*.xz) xzcat "$file" >"${target%.xz}" ;;
			*.zst) zstdcat "$file" >"${target%.zst}" ;;
			*) cp "$file" "$target" ;;
			esac
		done
	rm -r "$base"
}

# pack TREE FILE
pack() {
	# Leave out time stamps, so that the same input gives the same bytes.
	find "$1" -exec touch -h -d @0 {} +
	(cd "$1" && find . -mindepth 1 -print0 | sort -z |
		cpio -0 -o -H newc -R 0:0 --quiet --reproducible) >"$2.$$"
	mv "$2.$$" "$2"
}
