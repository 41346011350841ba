/*
 * Words by which commands are found besides their names, in lower case. They include both languages, so that for example the Chinese
 * page can be found from the English one.
 */

export const KEYWORDS = {
  keys: ['keys', 'keyboard', 'shortcuts', 'hotkeys', 'help', '快捷键', '按键', '键盘', '帮助'],
  tables: ['csv', 'parquet', 'download', 'export', 'save', 'table', 'data', '下载', '导出', '保存', '表格', '数据'],
  theme: ['theme', 'mode', 'appearance', '主题', '外观', '模式'],
  system: ['system', 'auto', '系统', '自动'],
  light: ['light', 'bright', 'day', '浅色', '亮色', '白天'],
  dark: ['dark', 'night', 'black', '深色', '暗色', '夜间'],
  language: ['language', 'locale', '语言'],
  en: ['english', 'en', '英文', '英语'],
  zh: ['chinese', 'zh', '中文', '汉语', '简体中文'],
  colour: ['colour', 'color', 'colormap', 'palette', '颜色', '配色', '颜色映射'],
  signed: ['signed', 'diverging', 'colour', 'color', '有符号', '颜色'],
  rows: ['rows', 'table', 'grid', '行', '表格'],
  wall: ['wall', 'tiles', 'grid', '墙', '平铺'],
  layout: ['layout', 'view', '布局'],
  compare: ['compare', 'diff', 'two', 'runs', 'versus', '对比', '比较', '差异'],
  report: ['report', 'export', 'save', 'html', 'print', 'pdf', 'send', '报告', '导出', '打印'],
  fit: ['fit', 'width', 'size', 'shrink', 'narrow', '适应', '宽度', '大小'],
  contours: ['contour', 'contours', 'outline', 'lines', '等值线', '等高线', '轮廓'],
  hide: ['hide', 'column', '隐藏', '列'],
  show: ['show', 'column', '显示', '列'],
  pin: ['pin', 'column', 'freeze', 'fix', '固定', '置顶', '列'],
  unpin: ['unpin', 'column', '取消固定', '列'],
} as const satisfies Record<string, readonly string[]>;
