/** What the front server has to know of the build: that it is there, which one it is, and Next's draft cookie. */
import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {buildMissing} from '../errors.ts'

export interface Build {
  id: string
  /** The value of `__prerender_bypass`: in every copy of this build the same, so it never leaves the process. */
  bypass: string
}

export async function readBuild(directory: string): Promise<Build> {
  try {
    const [id, manifest] = await Promise.all([
      readFile(path.join(directory, '.next', 'BUILD_ID'), 'utf8'),
      readFile(path.join(directory, '.next', 'prerender-manifest.json'), 'utf8'),
    ])
    const {preview} = JSON.parse(manifest) as {preview: {previewModeId: string}}
    return {id: id.trim(), bypass: preview.previewModeId}
  } catch (error) {
    throw buildMissing(error)
  }
}
