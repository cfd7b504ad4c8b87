/** Puts a text into a colour or weight, or leaves it as it is. */
export type Paint = (text: string) => string;

export interface Style {
	bold: Paint;
	dim: Paint;
	good: Paint;
	bad: Paint;
	accent: Paint;
}

const code =
	(on: number, off: number): Paint =>
	(text) =>
		`\u001b[${on}m${text}\u001b[${off}m`;

const plain: Paint = (text) => text;

const colours: Style = {
	bold: code(1, 22),
	dim: code(2, 22),
	good: code(32, 39),
	bad: code(31, 39),
	accent: code(36, 39),
};

/** Colours on a terminal whose user has not declined them (https://no-color.org). */
export function styleFor(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): Style {
	const wanted = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
	return wanted ? colours : { bold: plain, dim: plain, good: plain, bad: plain, accent: plain };
}
