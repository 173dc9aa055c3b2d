/**
 * The last step of the build: the site's own server in one file, and what it loads later in a few others (docs/decisions/0074).
 *
 * Packages stay outside, but for two small ones that every start loads, as does what Next has built. Beside the code stands which sources it
 * was made of: `server/main.mjs` takes it as long as none of them is newer.
 */
import {mkdir, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {rolldown} from 'rolldown'

const sources = path.join(import.meta.dirname, 'src')
const folder = path.join(import.meta.dirname, '.next', 'site-server')

const toRelative = (from: string, to: string) => path.relative(from, to).split(path.sep).join('/')

/** To find a package and read its files takes a start 2 to 5 ms. */
const within = /^(?:stemmer|decode-named-character-reference|character-entities)$/

/** What a module finds beside itself it also finds from the folder of the build. */
const besideItself = {
  name: 'beside-itself',
  transform(code: string, id: string) {
    if (!code.includes('import.meta.url')) return null
    const own = JSON.stringify(toRelative(folder, id))
    return code.replaceAll('import.meta.url', `new URL(${own}, import.meta.url).href`)
  },
}

/**
 * The same code in ASCII: Node reads that ten times as fast as a file with one other character in it, and keeps it in half the memory.
 */
function inAscii(code: string): string {
  const unsafe = /\\[^\0-\x7f]|String\.raw`[^`]*[^\0-\x7f][^`]*`/.exec(code)
  if (unsafe) throw new Error(`Write this with \\u, as code in ASCII it is another: ${unsafe[0]}`)
  return code.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const bundle = await rolldown({
  input: path.join(sources, 'server', 'main.ts'),
  platform: 'node',
  external: (id) => /^(?:node:|@?[a-z])/.test(id) && !within.test(id), // packages and what Node has, never a path
  plugins: [besideItself],
})
const {output} = await bundle.generate({
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name]-[hash].mjs',
  comments: {jsdoc: false, annotation: false, legal: true},
})
const chunks = output.filter((file) => file.type === 'chunk')
const made = chunks
  .flatMap(({moduleIds}) => moduleIds)
  .filter((id) => path.isAbsolute(id)) // what is left has been written by the bundler
  .filter((id) => !id.includes(`${path.sep}node_modules${path.sep}`))
  .map((id) => toRelative(sources, id))
  .toSorted()
const stray = made.find((file) => file.startsWith('..'))
if (stray !== undefined)
  throw new Error(`${stray} is no source of the site: import it as a package.`)
await rm(folder, {recursive: true, force: true})
await mkdir(folder, {recursive: true})
for (const {fileName, code} of chunks) await writeFile(path.join(folder, fileName), inAscii(code))
await writeFile(path.join(folder, 'sources.json'), JSON.stringify(made))
