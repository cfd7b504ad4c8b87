/** A sheet, upright, in points. */
export interface Paper {
	width: number;
	height: number;
}

export type PaperName = 'a4' | 'letter';

export const PAPERS: Readonly<Record<PaperName, Paper>> = {
	a4: { width: 595.28, height: 841.89 },
	letter: { width: 612, height: 792 },
};
