import { inPieces } from '../../../../nodes/shared/documents/pieces';

const KB = 1024;

/** Opens so many documents at once and tells in what pieces they are read; all are closed again. */
async function sizesOf(count: number): Promise<number[]> {
	const sizes: number[] = [];
	const readers = Array.from({ length: count }, () =>
		inPieces(async (size) => {
			sizes.push(size);
			return (async function* () {
				yield new Uint8Array(3);
				yield Buffer.from('rest');
			})();
		})[Symbol.asyncIterator](),
	);
	for (const reader of readers) expect((await reader.next()).value).toHaveLength(3);
	for (const [index, reader] of readers.entries()) {
		// Some are read to their end, some are left.
		if (index % 2 === 0) while (!(await reader.next()).done);
		else await reader.return?.();
	}
	return sizes;
}

describe('stored documents that are read at once', () => {
	it('are read in smaller pieces the more they are', async () => {
		const sizes = await sizesOf(200);
		expect(sizes.slice(0, 16)).toEqual(Array.from({ length: 16 }, () => 64 * KB));
		expect(sizes[19]).toBe(Math.floor((1024 * KB) / 20));
		expect(sizes.slice(31)).toEqual(Array.from({ length: 169 }, () => 32 * KB));
	});

	it('no longer count once they are closed, or could not be opened', async () => {
		const none = inPieces(async () => await Promise.reject(new Error('gone')));
		await expect(none[Symbol.asyncIterator]().next()).rejects.toThrow('gone');
		for (let time = 0; time < 20; time++) expect(await sizesOf(1)).toEqual([64 * KB]);
	});
});
