import type { NodeOrder } from './workflow';

/** Makes a PDF in n8n itself: A4, Helvetica, as many pages as the text takes. */
const CODE = `// A plain letter as PDF, without any service. Latin letters only.
const WIDTH = 85;
const HEIGHT = 48;

const lines = $json.letter.split('\\n').flatMap((line) => {
  const rows = [''];
  for (const word of line.split(' ')) {
    const longer = rows.at(-1) === '' ? word : rows.at(-1) + ' ' + word;
    if (longer.length <= WIDTH || rows.at(-1) === '') rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows;
});
const pages = [];
for (let at = 0; at < lines.length; at += HEIGHT) pages.push(lines.slice(at, at + HEIGHT));

const shown = (line) => '(' + line.replace(/[\\\\()]/g, '\\\\$&').replace(/[^\\x20-\\xff]/g, '?') + ") '";
const drawn = (page) => 'BT /F1 11 Tf 15 TL 60 790 Td ' + page.map(shown).join('\\n') + ' ET';
const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';
const kids = pages.map((_page, index) => 4 + 2 * index + ' 0 R').join(' ');
const objects = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [' + kids + '] /Count ' + pages.length + ' >>',
  font,
  ...pages.flatMap((page, index) => [
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ' +
      (5 + 2 * index) + ' 0 R >>',
    '<< /Length ' + drawn(page).length + ' >>\\nstream\\n' + drawn(page) + '\\nendstream',
  ]),
];
let pdf = '%PDF-1.4\\n';
const offsets = objects.map((object, index) => {
  const offset = pdf.length;
  pdf += index + 1 + ' 0 obj\\n' + object + '\\nendobj\\n';
  return String(offset).padStart(10, '0') + ' 00000 n \\n';
});
pdf +=
  'xref\\n0 ' + (objects.length + 1) + '\\n0000000000 65535 f \\n' + offsets.join('') +
  'trailer\\n<< /Size ' + (objects.length + 1) + ' /Root 1 0 R >>\\nstartxref\\n' + pdf.length + '\\n%%EOF\\n';

return {
  json: $json,
  binary: {
    data: {
      data: Buffer.from(pdf, 'latin1').toString('base64'),
      mimeType: 'application/pdf',
      fileName: 'letter.pdf',
    },
  },
};
`;

/** A node that turns the field `letter` of each item into a PDF in the field `data`. */
export const letterAsPdf = (name: string, at: [number, number]): NodeOrder => ({
	name,
	type: 'code',
	version: 2,
	at,
	parameters: { mode: 'runOnceForEachItem', language: 'javaScript', jsCode: CODE },
});
