const WIDTH = 216;
const HEIGHT = 280;
const ROW_BYTES = WIDTH / 8;
const ENTRIES = 9;
const IFD_BYTES = 2 + ENTRIES * 12 + 4;
const PAGE_BYTES = IFD_BYTES + ROW_BYTES * HEIGHT;
const SHORT = 3;
const LONG = 4;

/**
 * Makes a real, small black-and-white TIFF (little endian, uncompressed) of `pages` pages. Page n shows n bars, so
 * that pages can be told apart.
 */
export function makeTiff(pages: number): Buffer {
	const file = Buffer.alloc(8 + pages * PAGE_BYTES);
	file.write('II*\0', 0, 'latin1');
	file.writeUInt32LE(8, 4);
	for (let page = 0; page < pages; page++) {
		const start = 8 + page * PAGE_BYTES;
		const next = page + 1 < pages ? start + PAGE_BYTES : 0;
		writeDirectory(file, start, next);
		drawBars(file.subarray(start + IFD_BYTES, start + PAGE_BYTES), page + 1);
	}
	return file;
}

function writeDirectory(file: Buffer, start: number, next: number): void {
	const tags: Array<[tag: number, type: number, value: number]> = [
		[256, LONG, WIDTH],
		[257, LONG, HEIGHT],
		[258, SHORT, 1],
		[259, SHORT, 1],
		[262, SHORT, 0],
		[273, LONG, start + IFD_BYTES],
		[277, SHORT, 1],
		[278, LONG, HEIGHT],
		[279, LONG, ROW_BYTES * HEIGHT],
	];
	file.writeUInt16LE(tags.length, start);
	tags.forEach(([tag, type, value], index) => {
		const at = start + 2 + index * 12;
		file.writeUInt16LE(tag, at);
		file.writeUInt16LE(type, at + 2);
		file.writeUInt32LE(1, at + 4);
		file.writeUInt32LE(value, at + 8);
	});
	file.writeUInt32LE(next, start + 2 + ENTRIES * 12);
}

function drawBars(image: Buffer, bars: number): void {
	for (let bar = 0; bar < Math.min(bars, 20); bar++) {
		for (let y = 20 + bar * 12; y < 26 + bar * 12; y++) {
			image.fill(0xff, y * ROW_BYTES + 3, (y + 1) * ROW_BYTES - 3);
		}
	}
}
