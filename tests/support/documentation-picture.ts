/** A picture for `docs/screenshots/`, small enough to be kept with the code. */
import {join} from 'node:path'
import sharp from 'sharp'
import {repository} from './directory.ts'

export async function keepPicture(name: string, picture: Buffer): Promise<void> {
  const file = join(repository, 'docs', 'screenshots', `${name}.png`)
  await sharp(picture).png({palette: true, compressionLevel: 9, effort: 10}).toFile(file)
  process.stdout.write(`${file}\n`)
}
