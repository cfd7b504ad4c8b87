import { packageJson, runTool } from './support';

interface Problem {
	file: string;
	rule: string;
	message: string;
	severity: string;
}

jest.setTimeout(180_000);

it("passes n8n's scan of community packages, built and in source", () => {
	const { files, problems } = runTool<{ files: string[]; problems: Problem[] }>('scan.mjs');
	expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);

	const built = [...packageJson.n8n.nodes, ...packageJson.n8n.credentials];
	const sources = built.map((file) => file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
	expect(files).toEqual(
		expect.arrayContaining([
			'package.json',
			'index.js',
			'dist/nodes/shared/vendor/phone.js',
			...built,
			...sources,
		]),
	);
});

it('has descriptions that pass the rules once they are built', () => {
	const { files, problems } = runTool<{ files: string[]; problems: Problem[] }>('lintDescriptions.mjs');
	expect(problems).toEqual([]);
	expect(files).toHaveLength(packageJson.n8n.nodes.length + packageJson.n8n.credentials.length);
});
