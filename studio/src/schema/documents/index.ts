/** Documents, in the order in which editors meet them. */
import {article} from './article.ts'
import {author} from './author.ts'
import {callToAction} from './callToAction.ts'
import {page} from './page.ts'
import {redirect} from './redirect.ts'
import {siteSettings} from './siteSettings.ts'
import {topic} from './topic.ts'

export const documentTypes = [article, author, topic, page, callToAction, redirect, siteSettings]
