/**
 * Each plugin of ours by example: `tests/fixtures/markdown/<plugin>/<case>/` holds `input.md`, the `output.html` that readers
 * get, and `report.json` where the editor is told something or the page learns something. An input may begin with its language and, if it
 * is a biography, the person: `---`, `language: en`, `person: ada`, `---`. `MASTHEAD_MARKDOWN=accept` writes
 * what comes out now; read it before you commit it.
 */
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from 'vitest'
import {languageOf} from '../../../web/src/language/language.ts'
import {renderMarkdown} from '../../../web/src/markdown/index.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/markdown', import.meta.url))
const plugins = fileURLToPath(new URL('../../../web/src/markdown', import.meta.url))
const isAccepting = process.env['MASTHEAD_MARKDOWN'] === 'accept'

const cases = readdirSync(fixtures, {recursive: true, encoding: 'utf8'})
  .filter((path) => basename(path) === 'input.md')
  .map((path) => dirname(path))
  .toSorted()

function render(folder: string) {
  const [, language = 'en', person, input = ''] =
    /^(?:---\nlanguage: (\w+)\n(?:person: (\w+)\n)?---\n)?([^]*)$/.exec(
      readFileSync(join(folder, 'input.md'), 'utf8'),
    ) ?? []
  const words = languageOf(language)
  if (!words) throw new Error(`${folder}/input.md is in no language of the site: ${language}.`)
  const {html, messages, toc, opening, isLettered} = renderMarkdown(input, {
    labels: words.markdown,
    ...(person ? {headingBase: 4, idPrefix: `bio-${person}-`} : {}),
  })
  const report = {
    ...(messages.length > 0 ? {messages} : {}),
    ...(toc.length > 0 ? {toc} : {}),
    ...(isLettered ? {isLettered} : {}),
    // Every text has one, which says little of the other plugins.
    ...(folder.includes('rehype-opening') ? {opening} : {}),
  }
  return {html: `${html}\n`, report: Object.keys(report).length > 0 ? report : undefined}
}

describe('readers get what the fixture shows', () => {
  test.each(cases)('%s', (name) => {
    const folder = join(fixtures, name)
    const [output, reported] = ['output.html', 'report.json'].map((file) => join(folder, file)) as [
      string,
      string,
    ]

    const {html, report} = render(folder)

    if (isAccepting) {
      writeFileSync(output, html)
      if (report) writeFileSync(reported, `${JSON.stringify(report, null, 2)}\n`)
    }
    expect(html).toBe(readFileSync(output, 'utf8'))
    expect(report).toEqual(
      existsSync(reported) ? JSON.parse(readFileSync(reported, 'utf8')) : undefined,
    )
  })
})

test('every plugin of ours has a fixture', () => {
  const ours = readdirSync(plugins)
    .filter((file) => /^(?:remark|rehype)-/.test(file))
    .map((file) => basename(file, '.ts'))
  const shown = new Set(cases.map((name) => dirname(name)))

  expect(ours.filter((plugin) => !shown.has(plugin))).toEqual([])
})
