import { entriesAhead } from '../../../nodes/shared/pagesAhead';
import { collect } from '../../support/tableHttp';

/** Pages of two entries each; notes which of them were asked for. */
function pages(count: number, failsAt = Infinity) {
	const asked: number[] = [];
	let closed = false;
	async function* source() {
		try {
			for (let page = 0; page < count; page++) {
				asked.push(page);
				if (page === failsAt) throw new Error('no such page');
				yield [page * 2, page * 2 + 1];
			}
		} finally {
			closed = true;
		}
	}
	return { asked, source, isClosed: () => closed };
}

describe('a list in pages', () => {
	it('comes in its order', async () => {
		expect(await collect(entriesAhead(pages(3).source()))).toEqual([0, 1, 2, 3, 4, 5]);
		expect(await collect(entriesAhead(pages(0).source()))).toEqual([]);
	});

	it('has the next page fetched while one is handled, and never more', async () => {
		const { asked, source } = pages(100);
		for await (const entry of entriesAhead(source())) {
			await new Promise((resolve) => setImmediate(resolve));
			expect(asked.length).toBe(Math.min(Math.floor(entry / 2) + 2, 100));
		}
	});

	it.each([
		[1, 1],
		[2, 1],
		[3, 2],
		[4, 2],
		[200, 100],
		[undefined, 100],
	])('for a limit of %p asks for %d pages', async (limit, count) => {
		const { asked, source } = pages(100);
		const taken: number[] = [];
		for await (const entry of entriesAhead(source(), limit)) {
			taken.push(entry);
			if (taken.length === limit) break;
		}
		await new Promise((resolve) => setImmediate(resolve));
		expect(asked).toHaveLength(count);
	});

	it('hands on what came before a page that fails', async () => {
		const taken: number[] = [];
		const read = async () => {
			for await (const entry of entriesAhead(pages(5, 2).source())) taken.push(entry);
		};
		await expect(read()).rejects.toThrow('no such page');
		expect(taken).toEqual([0, 1, 2, 3]);
	});

	it('left early closes its source, and what becomes of the page on its way disturbs nobody', async () => {
		const { source, isClosed } = pages(5, 1);
		for await (const entry of entriesAhead(source())) {
			expect(entry).toBe(0);
			break;
		}
		await new Promise((resolve) => setImmediate(resolve));
		expect(isClosed()).toBe(true);
	});
});
