/** Types that documents are made of. Fields used by one document only (seo, workflow, …) are imported where they are used. */
import {changeNote} from './changeNote.ts'
import {credential} from './credential.ts'
import {figure} from './figure.ts'
import {link} from './link.ts'
import {markdown} from './markdown.ts'

export const objectTypes = [changeNote, credential, figure, link, markdown]
