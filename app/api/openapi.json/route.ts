import { openApiDocument } from '@/lib/api/openapi';
import { route } from '../respond';

export const dynamic = 'force-dynamic';

export const GET = route(async () => Response.json(openApiDocument(process.env.SALIENT_VERSION ?? 'development')));
