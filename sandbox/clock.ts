/** Takes a planned action back; doing so twice, or after it ran, does nothing. */
export type CancelTimer = () => void;

interface Timer {
	due: number;
	order: number;
	run: () => void | Promise<void>;
}

const LONGEST_TIMEOUT = 2_147_483_647;

/**
 * The sandbox's time. It flows `speed` times as fast as the machine's clock (0 = it stands still) and can be moved
 * forward by hand. Everything in the sandbox that waits, waits on this clock.
 */
export class SandboxClock {
	private baseReal = Date.now();
	private baseVirtual: number;
	private factor: number;
	private timers: Timer[] = [];
	private created = 0;
	private handle: NodeJS.Timeout | undefined;
	private stopped = false;

	/** @param speed sandbox milliseconds per real millisecond. @param start Unix milliseconds at which time begins. */
	constructor(speed = 1, start = Date.now()) {
		this.factor = checkedSpeed(speed);
		this.baseVirtual = start;
	}

	/** Sandbox time in Unix milliseconds. */
	now(): number {
		return Math.floor(this.baseVirtual + (Date.now() - this.baseReal) * this.factor);
	}

	get speed(): number {
		return this.factor;
	}

	/** Changes the speed from now on. Throws RangeError for a negative or non-finite factor. */
	setSpeed(speed: number): void {
		const factor = checkedSpeed(speed);
		this.rebase(this.now());
		this.factor = factor;
		this.arm();
	}

	/** Runs `run` once, `delayMs` sandbox milliseconds from now. */
	schedule(delayMs: number, run: () => void | Promise<void>): CancelTimer {
		const timer: Timer = { due: this.now() + Math.max(0, delayMs), order: this.created++, run };
		this.timers.push(timer);
		this.timers.sort((a, b) => a.due - b.due || a.order - b.order);
		this.arm();
		return () => {
			this.timers = this.timers.filter((other) => other !== timer);
		};
	}

	/**
	 * Moves time forward by `ms`, running what falls due in between in its order and at its own time.
	 * @param settle awaited before and after each of them: what they started (webhook deliveries) is finished at the
	 * time at which it began, and what that plans (retries) still happens within the same step
	 */
	async advance(ms: number, settle?: () => Promise<void>): Promise<void> {
		await settle?.();
		const target = this.now() + Math.max(0, ms);
		for (;;) {
			const timer = this.timers[0];
			if (timer === undefined || timer.due > target) break;
			this.timers.shift();
			if (this.now() < timer.due) this.rebase(timer.due);
			await timer.run();
			await settle?.();
		}
		if (this.now() < target) this.rebase(target);
		this.arm();
	}

	/** Forgets everything planned. */
	clear(): void {
		this.timers = [];
		clearTimeout(this.handle);
	}

	/** Forgets everything planned and plans nothing more. */
	stop(): void {
		this.stopped = true;
		this.clear();
	}

	private rebase(virtual: number): void {
		this.baseVirtual = virtual;
		this.baseReal = Date.now();
	}

	private arm(): void {
		clearTimeout(this.handle);
		const next = this.timers[0];
		if (next === undefined || this.factor === 0 || this.stopped) return;
		const wait = Math.ceil((next.due - this.now()) / this.factor);
		this.handle = setTimeout(() => this.runDue(), Math.min(Math.max(0, wait), LONGEST_TIMEOUT));
		// A forgotten sandbox must not keep a test process alive; the listening server does that for the real one.
		this.handle.unref();
	}

	private runDue(): void {
		while (this.timers[0] !== undefined && this.timers[0].due <= this.now()) {
			const timer = this.timers.shift();
			void timer?.run();
		}
		this.arm();
	}
}

function checkedSpeed(speed: number): number {
	if (!Number.isFinite(speed) || speed < 0) throw new RangeError('speed must be a number of 0 or more');
	return speed;
}
