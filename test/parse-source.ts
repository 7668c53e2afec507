/** What the import rules need to know about a source file, from TypeScript's own parser. */
import path from 'node:path';
import ts from 'typescript';

export interface SourceText {
  /** Relative to the root of the project, with `/`. */
  path: string;
  text: string;
}

export interface Import {
  /** A package, a `node:` module, or the file behind a relative specifier. */
  target: string;
  relative: boolean;
  typeOnly: boolean;
  /** Imported names, as the other file exports them; `*` for the whole module. */
  names: string[];
}

export interface Parsed extends SourceText {
  imports: Import[];
  /** Names of the exported values. */
  exports: string[];
  /** Names of values and types that the file declares and exports, without re-exports. */
  declares: string[];
  /** Globals used: `process.env`, `Date.now`, `new Date()`, `fetch`. */
  uses: string[];
  /** Texts in the code, without comments. */
  strings: string[];
  reExportsOnly: boolean;
}

const parsedFiles = new WeakMap<SourceText, Parsed>();

/** Parses each file once: every rule asks for all files. */
export function parseSource(source: SourceText): Parsed {
  const parsed = parsedFiles.get(source) ?? parse(source);
  parsedFiles.set(source, parsed);
  return parsed;
}

function parse({ path: file, text }: SourceText): Parsed {
  const code = /\.[cm]?[jt]s$/.test(file) ? text : file.endsWith('.astro') ? codeOfAstro(text) : '';
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const parsed: Parsed = {
    path: file,
    text,
    imports: [],
    exports: [],
    declares: [],
    uses: [],
    strings: [],
    reExportsOnly: false,
  };
  const visit = (node: ts.Node): void => {
    const imported = importOf(node, file);
    if (imported) parsed.imports.push(imported);
    else if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    )
      parsed.strings.push(node.text);
    const use = useOf(node);
    if (use) parsed.uses.push(...use);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  parsed.exports = tree.statements.flatMap(exportsOf);
  parsed.declares = [...new Set(tree.statements.flatMap(declaredBy))];
  parsed.reExportsOnly =
    tree.statements.length > 0 &&
    tree.statements.every(
      (statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined,
    );
  return parsed;
}

/** The code fence at the top, and the content of `<script>`. */
function codeOfAstro(text: string): string {
  const fence = /^\s*---\r?\n([\s\S]*?)^---\s*$/m.exec(text);
  const markup = fence ? text.slice(fence.index + fence[0].length) : text;
  const scripts = [...markup.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
  return [fence?.[1], ...scripts].join('\n');
}

function importOf(node: ts.Node, file: string): Import | undefined {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    const bindings = clause?.namedBindings;
    const elements = bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
    const names = elements.map((element) => (element.propertyName ?? element.name).text);
    if (clause?.name) names.push('default');
    if (bindings && ts.isNamespaceImport(bindings)) names.push('*');
    const eachIsType =
      elements.length > 0 && !clause?.name && elements.every((element) => element.isTypeOnly);
    const typeOnly = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || eachIsType;
    return toImport(node.moduleSpecifier, file, typeOnly, names);
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    const elements =
      node.exportClause && ts.isNamedExports(node.exportClause) ? [...node.exportClause.elements] : [];
    const names = elements.map((element) => (element.propertyName ?? element.name).text);
    return toImport(node.moduleSpecifier, file, node.isTypeOnly, elements.length > 0 ? names : ['*']);
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return toImport(node.arguments[0], file, false, ['*']);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return toImport(node.argument.literal, file, true, ['*']);
  return undefined;
}

function toImport(
  specifier: ts.Node | undefined,
  file: string,
  typeOnly: boolean,
  names: string[],
): Import | undefined {
  if (!specifier || !ts.isStringLiteralLike(specifier)) return undefined;
  const [name = ''] = specifier.text.split('?');
  const relative = name.startsWith('.');
  return {
    target: relative ? path.posix.join(path.posix.dirname(file), name) : name,
    relative,
    typeOnly,
    names,
  };
}

/** The global that an expression uses, alone and with the requested property. */
function useOf(node: ts.Node): string[] | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
    return ['new Date()'];
  if (ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression))
    return [`import.meta.${node.name.text}`];
  if (!ts.isIdentifier(node) || !isExpression(node)) return undefined;
  const { parent } = node;
  const property = ts.isPropertyAccessExpression(parent) ? `${node.text}.${parent.name.text}` : undefined;
  return property ? [node.text, property] : [node.text];
}

/** An identifier that is a value, and not the name of a property, a declaration or a type. */
function isExpression(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent) || ts.isTypeReferenceNode(parent) || ts.isImportSpecifier(parent))
    return false;
  return (
    !('name' in parent && parent.name === node) && !('propertyName' in parent && parent.propertyName === node)
  );
}

function exportsOf(statement: ts.Statement): string[] {
  if (ts.isExportAssignment(statement)) return ['default'];
  if (
    ts.isExportDeclaration(statement) &&
    statement.exportClause &&
    ts.isNamedExports(statement.exportClause)
  )
    return statement.isTypeOnly
      ? []
      : statement.exportClause.elements.filter((e) => !e.isTypeOnly).map((e) => e.name.text);
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)) return ['default'];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => namesOf(name));
  const isValue = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isValue && statement.name ? [statement.name.text] : [];
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement)) return statement.moduleSpecifier ? [] : exportsOf(statement);
  const isType =
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  if (!isType) return exportsOf(statement);
  return statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
    ? [statement.name.text]
    : [];
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOf(element.name) : []));
}
