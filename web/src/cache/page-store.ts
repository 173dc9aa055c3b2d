/** Where pages outlive the process: on disk. Several instances share theirs besides (`shared-pages.ts`). */
import type {PageRecord, StoredPage} from './page.ts'

export interface PageStore {
  list(): Promise<PageRecord[]>
  read(key: string): Promise<StoredPage | undefined>
  /** Gives the keys that had to go to make room. */
  write(page: StoredPage): Promise<string[]>
  remove(key: string): Promise<void>
  /** Whether there is a page of that key, if that can be said at once. */
  has?(key: string): boolean
  /** Write at once whatever waits for a better moment, if that is how it works. */
  flush?(): Promise<void>
}
