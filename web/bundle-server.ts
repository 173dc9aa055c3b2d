/**
 * The last step of the build: the site's own server in one file, and what it loads later in a few others (docs/decisions/0074).
 *
 * Packages stay outside, as does what Next has built. Beside the code stands which sources it was made of: `server/main.mjs` takes it as
 * long as none of them is newer.
 */
import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {rolldown} from 'rolldown'

const sources = path.join(import.meta.dirname, 'src')
const folder = path.join(import.meta.dirname, '.next', 'site-server')

const toRelative = (from: string, to: string) => path.relative(from, to).split(path.sep).join('/')

/** What a module finds beside itself it also finds from the folder of the build. */
const besideItself = {
  name: 'beside-itself',
  transform(code: string, id: string) {
    if (!code.includes('import.meta.url')) return null
    const own = JSON.stringify(toRelative(folder, id))
    return code.replaceAll('import.meta.url', `new URL(${own}, import.meta.url).href`)
  },
}

const bundle = await rolldown({
  input: path.join(sources, 'server', 'main.ts'),
  platform: 'node',
  external: /^(?:node:|@?[a-z])/, // packages and what Node has, never a path
  plugins: [besideItself],
})
const {output} = await bundle.write({
  dir: folder,
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name]-[hash].mjs',
})
const made = output
  .flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  .filter((id) => path.isAbsolute(id)) // what is left has been written by the bundler
  .map((id) => toRelative(sources, id))
  .toSorted()
const stray = made.find((file) => file.startsWith('..'))
if (stray !== undefined)
  throw new Error(`${stray} is no source of the site: import it as a package.`)
await writeFile(path.join(folder, 'sources.json'), JSON.stringify(made))
