import type { WriteStream } from 'node:tty';
import type { ServiceOutcome } from './demo';
import type { DemoFax } from './fax';
import type { Style } from './style';

/** Shows how the faxes get on while they do. */
export interface Progress {
	/** after every step of a fax */
	show(fax: DemoFax): void;
	/** leaves the last picture where it is */
	stop(): void;
}

const FRAME_MS = 80;
const SPINNER = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\u001b[2K';

const widest = (texts: string[]): number => Math.max(0, ...texts.map(({ length }) => length));

/** The beginning of a text that fits. */
export const cut = (text: string, width: number): string =>
	text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}${width > 0 ? '…' : ''}`;

function labelsOf(services: readonly ServiceOutcome[]): (fax: DemoFax) => string {
	const faxes = services.flatMap((service) => service.faxes);
	const name = widest(services.map(({ service }) => service));
	const file = Math.min(32, widest(faxes.map(({ fileName }) => fileName)));
	return ({ service, direction, fileName }) =>
		`${service.padEnd(name)}  ${direction.padEnd(8)}  ${cut(fileName, file).padEnd(file)}`;
}

const verdict = ({ isGood, facts }: DemoFax): string =>
	`${isGood ? 'as it should be' : 'not as it should be'} (${facts.seconds?.toFixed(1)} s)`;

/** A line for every step: for pipes, logs and CI. */
function plainProgress(services: readonly ServiceOutcome[], stream: NodeJS.WritableStream): Progress {
	const label = labelsOf(services);
	return {
		show(fax) {
			const news = fax.finished ? verdict(fax) : fax.steps.at(-1);
			stream.write(`${label(fax)}  ${news}\n`);
		},
		stop() {},
	};
}

/** A line for every fax, drawn anew in its place. */
function liveProgress(services: readonly ServiceOutcome[], stream: WriteStream, style: Style): Progress {
	const faxes = services.flatMap((service) => service.faxes);
	const label = labelsOf(services);
	let frame = 0;
	let drawn = false;
	let stopped = false;

	const mark = (fax: DemoFax): string => {
		if (!fax.finished) return stopped ? style.dim('·') : style.accent(SPINNER[frame % SPINNER.length]);
		return fax.isGood ? style.good('✓') : style.bad('✗');
	};
	const line = (fax: DemoFax): string => {
		const name = cut(label(fax), stream.columns - 3);
		const steps = cut(`  ${fax.steps.join(' › ')}`, stream.columns - 3 - name.length);
		return `${mark(fax)} ${name}${style.dim(steps)}`;
	};
	const draw = (): void => {
		const back = drawn ? `\u001b[${faxes.length}A` : '';
		stream.write(back + faxes.map((fax) => `\r${CLEAR_LINE}${line(fax)}\n`).join(''));
		drawn = true;
	};

	stream.write(HIDE_CURSOR);
	draw();
	const timer = setInterval(() => {
		frame++;
		draw();
	}, FRAME_MS);
	return {
		show: draw,
		stop() {
			if (stopped) return;
			stopped = true;
			clearInterval(timer);
			draw();
			stream.write(SHOW_CURSOR);
		},
	};
}

/** Lines that are drawn anew where a terminal has room for them, else one after the other. */
export function progressOn(
	services: readonly ServiceOutcome[],
	stream: NodeJS.WriteStream,
	style: Style,
	environment: NodeJS.ProcessEnv,
): Progress {
	const count = services.reduce((sum, { faxes }) => sum + faxes.length, 0);
	const isLive = stream.isTTY && !environment.CI && environment.TERM !== 'dumb' && count < stream.rows - 2;
	return isLive ? liveProgress(services, stream, style) : plainProgress(services, stream);
}
