import { crc32, deflateSync } from 'node:zlib';

interface PngOrder {
	/** as in the file: 0 gray, 2 colour, 3 palette, 4 gray with alpha, 6 colour with alpha */
	type: number;
	bits: number;
	width?: number;
	height?: number;
	interlaced?: boolean;
	/** of every pixel, by channel, in 8 bits; a pattern when left out */
	value?: number[];
	transparency?: Buffer;
	/** packed rows instead of right ones */
	data?: Buffer;
}

// Written out here as well, from the PNG specification: a mistake in the tables of the reader must not be made here, too.
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PASSES = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2],
];

function chunk(kind: string, data: Buffer): Buffer {
	const whole = Buffer.alloc(12 + data.length);
	whole.writeUInt32BE(data.length, 0);
	whole.write(kind, 4, 'latin1');
	data.copy(whole, 8);
	whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
	return whole;
}

/** A real PNG of any kind, small unless wanted otherwise. */
export function makePng(order: PngOrder): Buffer {
	const { type, bits, width = 16, height = 12, interlaced = false, value, transparency } = order;
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head[8] = bits;
	head[9] = type;
	head[12] = interlaced ? 1 : 0;
	const rowOf = (columns: number, row: number): Buffer => {
		const bytes = Buffer.alloc(1 + Math.ceil((columns * CHANNELS[type] * bits) / 8));
		for (let at = 1; at < bytes.length; at++) {
			bytes[at] = value === undefined ? (at * 37 + row * 11) & 255 : value[(at - 1) % value.length];
		}
		return bytes;
	};
	const sizes = interlaced
		? PASSES.flatMap(([left, top, right, down]) =>
				width > left
					? Array.from({ length: Math.max(0, Math.ceil((height - top) / down)) }, () =>
							Math.ceil((width - left) / right),
						)
					: [],
			)
		: Array.from({ length: height }, () => width);
	const data = order.data ?? deflateSync(Buffer.concat(sizes.map(rowOf)));
	return Buffer.concat([
		Buffer.from('89504e470d0a1a0a', 'hex'),
		chunk('IHDR', head),
		...(type === 3 ? [chunk('PLTE', Buffer.alloc(3 * 2 ** bits, 0x40))] : []),
		...(transparency === undefined ? [] : [chunk('tRNS', transparency)]),
		chunk('IDAT', data),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

interface JpegOrder {
	width?: number;
	height?: number;
	components?: number;
	orientation?: number;
	dpi?: number;
	/** the marker of the frame */
	frame?: number;
}

function segment(marker: number, content: Buffer): Buffer {
	const head = Buffer.from([0xff, marker, 0, 0]);
	head.writeUInt16BE(content.length + 2, 2);
	return Buffer.concat([head, content]);
}

/** The segments of a JPEG around data that shows nothing in particular. */
export function makeJpeg(order: JpegOrder): Buffer {
	const { width = 40, height = 30, components = 3, orientation, dpi, frame = 0xc0 } = order;
	const sizes = Buffer.alloc(6 + components * 3);
	sizes[0] = 8;
	sizes.writeUInt16BE(height, 1);
	sizes.writeUInt16BE(width, 3);
	sizes[5] = components;
	const parts: Buffer[] = [Buffer.from('ffd8', 'hex')];
	if (dpi !== undefined) {
		const jfif = Buffer.from('4a4649460001020100000000000000', 'hex').subarray(0, 14);
		jfif[7] = 1;
		jfif.writeUInt16BE(dpi, 8);
		jfif.writeUInt16BE(dpi, 10);
		parts.push(segment(0xe0, jfif));
	}
	if (orientation !== undefined) {
		const exif = Buffer.from('45786966000049492a0008000000010012010300010000000000000000000000', 'hex');
		exif.writeUInt16LE(orientation, 24);
		parts.push(segment(0xe1, exif));
	}
	parts.push(segment(frame, sizes), segment(0xda, Buffer.alloc(6 + components * 2)));
	// Stuffed bytes and restarts look like markers, but are none.
	parts.push(Buffer.from('1234ff0056ffd078ffd19a', 'hex'), Buffer.from('ffd9', 'hex'));
	return Buffer.concat(parts);
}
