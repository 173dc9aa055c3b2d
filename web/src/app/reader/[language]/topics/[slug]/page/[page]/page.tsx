/** `/topics/<slug>/page/<n>`, from the second page on: what was written on it before. */
import {topic, describeTopic} from '#site/components/topic.tsx'
import {furtherPage} from '#site/components/list-pages.ts'

const {generateMetadata, Page} = furtherPage({describe: describeTopic, show: topic})

export const generateStaticParams = (): {slug: string; page: string}[] => []

export {generateMetadata}
export default Page
