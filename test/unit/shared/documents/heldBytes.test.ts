import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bytesHeld, holdBytes, MOST_HELD } from '../../../../nodes/shared/documents/heldBytes';

describe('small documents between check and sending', () => {
	it('are held until they are taken, once', () => {
		const bytes = Buffer.alloc(1_000);
		const before = bytesHeld();
		const { take } = holdBytes(bytes);
		expect(bytesHeld() - before).toBe(1_000);
		expect(take()).toBe(bytes);
		expect(take()).toBeUndefined();
		expect(bytesHeld()).toBe(before);
	});

	it('are held until all items that have the same one have taken them', () => {
		const bytes = Buffer.alloc(1_000);
		const before = bytesHeld();
		const held = holdBytes(bytes);
		held.expectAnother();
		held.expectAnother();
		expect([held.take(), held.take(), held.take(), held.take()]).toEqual([bytes, bytes, bytes, undefined]);
		expect(bytesHeld()).toBe(before);
	});

	it('are not held beyond the limit of the process', () => {
		const large = holdBytes(Buffer.alloc(MOST_HELD - bytesHeld()));
		expect(holdBytes(Buffer.alloc(1)).take()).toBeUndefined();
		expect(large.take()).toHaveLength(MOST_HELD);
		expect(holdBytes(Buffer.alloc(1)).take()).toHaveLength(1);
	});

	it('give their place back when they are never sent', async () => {
		const before = bytesHeld();
		const forget = () => void holdBytes(Buffer.alloc(5_000));
		forget();
		const collect = (globalThis as { gc?: () => void }).gc ?? collector();
		for (let count = 0; bytesHeld() > before && count < 100; count++) {
			collect();
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
		expect(bytesHeld()).toBe(before);
	});
});

/** Node's own collector, switched on while it runs. */
function collector(): () => void {
	setFlagsFromString('--expose-gc');
	return runInNewContext('gc') as () => void;
}
