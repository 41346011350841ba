/* Tables of a page as comma-separated values, as the server writes whole tables. */
export { type CsvCell, csvOf } from '@/lib/tables/csv';
