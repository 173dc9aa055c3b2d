/** `/topics/<slug>`: one subject, and what was last written on it. */
import {topic, describeTopic} from '#site/components/topic.tsx'
import {firstPage} from '#site/components/list-pages.ts'

const {generateMetadata, Page} = firstPage({describe: describeTopic, show: topic})

export const generateStaticParams = (): {slug: string}[] => []

export {generateMetadata}
export default Page
