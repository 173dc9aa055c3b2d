/**
 * A built Studio that loads nothing from elsewhere.
 *
 * Sanity's build names its own servers for the letters (Inter) and for a script that speaks with Sanity's dashboard. Offline
 * neither comes, and an editor's console fills with refusals. The letters are a package of ours, the script has nobody to speak with.
 * Whatever else a later version of Sanity might load stops the build, so that somebody looks.
 */
import {createHash} from 'node:crypto'
import {copyFileSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

const dashboardScript = /<script\b[^>]*\bdata-sanity-core\b[^>]*><\/script>\s*/g
const remoteFont = /@font-face\s*\{[^}]*url\(["']?https:[^}]*\}/g
const loadedFromElsewhere =
  /(?:<(?:script|img|iframe)\b[^>]*\ssrc=|<link\b[^>]*\shref=|url\(|@import\s*)["']?(https?:\/\/[^"')\s>]+)/

/** Ranges as the package gives them: Latin, and what goes beyond it, asked for only where a page has such a letter. */
const ranges = {
  latin:
    'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
  'latin-ext':
    'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
}

export function bringHome(directory: string): void {
  const page = path.join(directory, 'index.html')
  const home = withoutElsewhere(readFileSync(page, 'utf8'))
  writeFileSync(page, home.replace('</head>', `${ownLetters(directory)}</head>`))

  const styles = readdirSync(path.join(directory, 'static')).filter((name) => name.endsWith('.css'))
  for (const name of ['index.html', ...styles.map((style) => path.join('static', style))]) {
    const [, remote] =
      loadedFromElsewhere.exec(readFileSync(path.join(directory, name), 'utf8')) ?? []
    if (remote) {
      throw new Error(
        `The built Studio would load ${remote} (in ${name}). Bring it home in studio/src/build/.`,
      )
    }
  }
}

export const withoutElsewhere = (text: string): string =>
  text.replaceAll(dashboardScript, '').replaceAll(remoteFont, '')

/** The same for the style sheets, before the build names each after its content. */
export const stylesFromHere = {
  name: 'masthead-styles-from-here',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /\.css(?:\?|$)/.test(id) ? withoutElsewhere(code) : null,
}

/**
 * Copies the letters into the build, and gives what loads them: those of most texts at once, so that nothing moves under an editor's
 * finger when they come.
 */
function ownLetters(directory: string): string {
  const letters = fileURLToPath(import.meta.resolve('@fontsource-variable/inter/package.json'))
  const rules = Object.entries(ranges).flatMap(([subset, range]) =>
    ['normal', 'italic'].map((style) => {
      const name = `inter-${subset}-wght-${style}`
      const source = path.join(path.dirname(letters), 'files', `${name}.woff2`)
      const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 8)
      const served = `/static/${name}-${hash}.woff2`
      copyFileSync(source, path.join(directory, served))
      return `@font-face{font-family:Inter;font-style:${style};font-weight:100 900;font-display:swap;src:url(${served}) format("woff2");unicode-range:${range}}`
    }),
  )
  const [first] = /\/static\/[^)]+/.exec(rules[0] ?? '') ?? []
  const preload = `<link rel="preload" href="${first}" as="font" type="font/woff2" crossorigin>`
  return `${preload}<style>${rules.join('')}</style>`
}
