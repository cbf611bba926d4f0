#!/bin/sh
# Builds the bundle and a Debian package of it: dist/readlist/ and dist/readlist_VERSION_ARCH.deb.
# Build on the oldest Debian that is to be served (its libc is the least that the package needs).
# Needs Python 3.11 to 3.14 with venv and libpython, binutils, dpkg-deb, and Qt's libraries for X11
# and Wayland (packaging/run.sh installs those where DISPLAY and WAYLAND_DISPLAY are set):
# what is not on the building machine is missing in the bundle without a word, so it is checked.
set -eu
CDPATH='' cd "$(dirname "$0")/.."

id=org.readlist.Readlist
tools=build/bundle-tools
python=$tools/bin/python

for library in libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 \
    libxkbcommon-x11.so.0 libwayland-cursor.so.0 libwayland-egl.so.1; do
    if ! /sbin/ldconfig -p | grep -q "$library "; then
        echo "deb.sh: $library is not installed here; packaging/run.sh names its package." >&2
        exit 1
    fi
done

[ -x "$python" ] || python3 -m venv "$tools"
"$python" -m pip install --quiet --require-hashes -r packaging/requirements-bundle.txt
"$python" -m PyInstaller --noconfirm --log-level WARN packaging/readlist.spec

# The frozen program has to work before it is packed.
QT_QPA_PLATFORM=offscreen READLIST_HOME=$(pwd)/build/bundle-library
export QT_QPA_PLATFORM READLIST_HOME
rm -rf "$READLIST_HOME"
dist/readlist/readlist import --json seeds | grep -q '"papers_total": *220'
timeout 60 dist/readlist/readlist --screenshot build/bundle.png
[ -s build/bundle.png ]

version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
architecture=$(dpkg --print-architecture)
tree=build/deb
rm -rf "$tree"
install -d "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib" "$tree/usr/share/doc/readlist"
cp -a dist/readlist "$tree/usr/lib/readlist"
ln -s ../lib/readlist/readlist "$tree/usr/bin/readlist"
install -D -m 644 "packaging/$id.desktop" "$tree/usr/share/applications/$id.desktop"
install -D -m 644 "packaging/$id.metainfo.xml" "$tree/usr/share/metainfo/$id.metainfo.xml"
icons=$tree/usr/share/icons/hicolor
install -D -m 644 resources/icons/readlist.svg "$icons/scalable/apps/$id.svg"
for size in 16 24 32 48 64 128 256 512; do
    install -D -m 644 "resources/icons/readlist-$size.png" "$icons/${size}x$size/apps/$id.png"
done
install -m 644 LICENSE "$tree/usr/share/doc/readlist/copyright"

cat >"$tree/DEBIAN/control" <<CONTROL
Package: readlist
Version: $version
Architecture: $architecture
Maintainer: The Readlist developers <readlist@localhost>
Section: science
Priority: optional
Installed-Size: $(du -sk "$tree/usr" | cut -f1)
Depends: libc6 (>= 2.34), libegl1, libgl1, libfontconfig1, libdbus-1-3
Recommends: fonts-noto-cjk
Description: reading-list manager for machine-learning papers
 Readlist imports saved pages of the Hugging Face Daily Papers site, searches,
 tags, stars and annotates the papers, keeps reading lists, and exports them to
 BibTeX. It works offline and has a window and a command line.
CONTROL
find "$tree" -type d -exec chmod 755 {} +
dpkg-deb --root-owner-group -Zxz --build "$tree" "dist/readlist_${version}_$architecture.deb"
