/**
 * The picture of a manuscript: found, looked at, ready to be sent.
 *
 * In this order: the file that was named, the one that the manuscript names, one beside the manuscript with its name, and
 * an illustration of this repository whose name is the picture's description.
 */
import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {readFile, stat} from 'node:fs/promises'
import {basename, dirname, extname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {slugFrom} from '@masthead/studio/rules'
import sharp from 'sharp'
import {fileMissing, pictureBroken} from '../errors.ts'
import type {Manuscript} from './manuscript.ts'
import {schemeOf} from './inert.ts'

export interface Picture {
  name: string
  bytes: Buffer
  width: number
  height: number
  sha1: string
  alt: string
}

const bytesAllowed = 30_000_000
const formats = ['png', 'jpeg', 'webp', 'avif', 'heif', 'gif']
const extensions = ['.jpg', '.jpeg', '.png', '.webp', '.avif']
const illustrations = fileURLToPath(new URL('../../seed/', import.meta.url))

export async function findPicture(
  path: string,
  manuscript: Manuscript,
  named: string | undefined,
  notes: string[],
): Promise<Picture | null> {
  const alt = manuscript.picture?.alt ?? ''
  const file = named ?? locate(path, manuscript, notes)
  if (!file) return null
  const picture = await readPicture(file, alt)
  if (!alt) {
    notes.push(`The picture ${picture.name} has no description; write one in the Studio (Picture).`)
  }
  return picture
}

function locate(path: string, {picture}: Manuscript, notes: string[]): string | null {
  if (picture?.file && !schemeOf(picture.file)) return resolve(dirname(path), picture.file)
  if (picture?.file) {
    notes.push(
      `The picture ${picture.file} is on another server; save it and import with --image FILE.`,
    )
    return null
  }
  const stem = join(dirname(path), basename(path, extname(path)))
  const beside = extensions.map((extension) => stem + extension).find(existsSync)
  if (beside) return beside
  if (!picture) return null

  const shipped = join(illustrations, `${slugFrom(picture.alt)}.png`)
  if (existsSync(shipped)) {
    notes.push(
      `The file describes its picture ("${picture.alt}") but has none; the illustration of that name was used.`,
    )
    return shipped
  }
  notes.push(
    `The file describes its picture ("${picture.alt}") but has none; import again with --image FILE, or add it in the Studio.`,
  )
  return null
}

/** The whole picture is decoded once: what begins like one and is none, or ends early, is refused here. */
export async function readPicture(file: string, alt: string): Promise<Picture> {
  const name = basename(file)
  try {
    if ((await stat(file)).size > bytesAllowed) throw pictureBroken(name, 'it is larger than 30 MB')
    const bytes = await readFile(file)
    const image = sharp(bytes, {failOn: 'error'})
    const {format, autoOrient} = await image.metadata()
    if (!formats.includes(format)) throw pictureBroken(name, `it is ${format}`)
    await image.stats()
    const sha1 = createHash('sha1').update(bytes).digest('hex')
    return {name, bytes, ...autoOrient, sha1, alt}
  } catch (error) {
    if (error instanceof Error && !('code' in error) && error.name === 'Error') {
      throw pictureBroken(name, 'it cannot be read as a picture', error)
    }
    throw fileMissing(file, error)
  }
}
