/** The repository's own files, and what each of them imports: for the tests that hold the architecture. */
import {execFileSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {dirname, join, posix} from 'node:path'
import {repository} from './directory.ts'

export interface Source {
  /** Path from the repository's root, with forward slashes. */
  path: string
  text: string
  imports: Import[]
}

export interface Import {
  specifier: string
  /** For a relative import, the path that it leads to, from the repository's root. */
  target: string | null
}

/** Files that are committed or could be: not ignored by git, and there. */
export function ourFiles(): string[] {
  const command = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const listed = execFileSync('git', command, {cwd: repository, encoding: 'utf8'})
  const paths = new Set(listed.split('\0').filter(Boolean))
  return [...paths].filter((path) => existsSync(join(repository, path))).toSorted()
}

export const readOurs = (path: string): string => readFileSync(join(repository, path), 'utf8')

/** Our modules: TypeScript and JavaScript, without what was generated or copied in. */
export function ourSources(): Source[] {
  return ourFiles()
    .filter((path) => /\.(ts|tsx|mts|js|mjs)$/.test(path))
    .filter((path) => !/(^|\/)(fixtures|vendor)\/|\.generated\.|\.d\.ts$/.test(path))
    .map((path) => {
      const text = readOurs(path)
      return {path, text, imports: importsOf(path, text)}
    })
}

const patterns = [
  /\b(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /\bimport\s*['"]([^'"]+)['"]/g,
  /\b(?:import|require|require\.resolve|import\.meta\.resolve)\(\s*['"]([^'"]+)['"]/g,
  /\bnew URL\(\s*['"](\.[^'"]+\.(?:ts|tsx|js|mjs))['"],\s*import\.meta\.url/g,
]

export function importsOf(path: string, text: string): Import[] {
  const code = withoutComments(text)
  const specifiers = patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((hit) => hit[1]!),
  )
  return [...new Set(specifiers)].map((specifier) => ({
    specifier,
    target: specifier.startsWith('.') ? posix.join(dirname(path), specifier) : null,
  }))
}

/** Without comments, strings kept: an example in a comment is no import, and `//` in a string is no comment. */
export const withoutComments = (text: string): string =>
  text.replaceAll(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_whole, string: string | undefined) => string ?? ' ',
  )
