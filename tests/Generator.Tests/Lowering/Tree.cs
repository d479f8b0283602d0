// Writes trees for tests in a few letters: variables, expressions and statements as the reader would hand them on.
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Frontend;
using Autodiff.Generators.Ir;
using TreeVariable = Autodiff.Generators.Frontend.Variable;

namespace Autodiff.Generator.Tests.Trees;

internal static class Tree
{
    public static readonly IrType Void = IrType.Opaque("void");

    // ---- variables

    public static TreeVariable F64(string name) => new(name, IrType.F64);
    public static TreeVariable I32(string name) => new(name, IrType.I32);
    public static TreeVariable Bool(string name) => new(name, IrType.Bool);
    public static TreeVariable Span(string name) => new(name, IrType.Span(Scalar.F64));
    public static TreeVariable ReadOnly(string name) => new(name, IrType.ReadOnlySpan(Scalar.F64));

    // ---- expressions

    public static Expr N(double value) => new ConstantExpr(IrType.F64, Literal.Of(value));
    public static Expr I(int value) => new ConstantExpr(IrType.I32, Literal.Of(Scalar.I32, value));
    public static Expr B(bool value) => new ConstantExpr(IrType.Bool, Literal.Of(value));
    public static Expr V(TreeVariable variable) => new VariableExpr(variable);
    public static Expr Op(Op op, params Expr[] args) =>
        new OpExpr(op is >= Generators.Ir.Op.Equal and <= Generators.Ir.Op.GreaterOrEqual ? IrType.Bool : args[0].Type, op, args);
    public static Expr Add(Expr a, Expr b) => Op(Generators.Ir.Op.Add, a, b);
    public static Expr Sub(Expr a, Expr b) => Op(Generators.Ir.Op.Sub, a, b);
    public static Expr Mul(Expr a, Expr b) => Op(Generators.Ir.Op.Mul, a, b);
    public static Expr Less(Expr a, Expr b) => Op(Generators.Ir.Op.Less, a, b);
    public static Expr AtMost(Expr a, Expr b) => Op(Generators.Ir.Op.LessOrEqual, a, b);
    public static Expr Greater(Expr a, Expr b) => Op(Generators.Ir.Op.Greater, a, b);
    public static Expr Not(Expr a) => Op(Generators.Ir.Op.Not, a);
    public static Expr Length(TreeVariable memory) => new OpExpr(IrType.I32, Generators.Ir.Op.Length, [V(memory)]);
    public static Expr Load(TreeVariable memory, Expr index) => new LoadExpr(V(memory), [index]);
    public static Expr Choose(Expr condition, Expr then, Expr otherwise) => new ConditionalExpr(condition, then, otherwise);
    public static Expr And(Expr a, Expr b) => Choose(a, b, B(false));
    public static Expr Or(Expr a, Expr b) => Choose(a, B(true), b);
    public static Expr Sequence(IReadOnlyList<Stmt> before, Expr value, params Stmt[] after) => new SequenceExpr(before, value, after);
    public static Expr Throw(string text = "throw null") => new EffectExpr(Void, text, [], 0, Throws: true);

    // ---- statements

    public static Stmt Set(TreeVariable variable, Expr value, string? note = null) => new AssignStmt(variable, value, note);
    public static Stmt Store(TreeVariable memory, Expr index, Expr value, string? note = null) => new StoreStmt(V(memory), [index], value, note);
    public static Stmt Do(Expr value) => new ExprStmt(value);
    public static Stmt Block(params Stmt[] body) => new BlockStmt(body);
    public static Stmt If(Expr condition, Stmt then, Stmt? otherwise = null) => new IfStmt(condition, then, otherwise);
    public static Stmt While(Expr condition, params Stmt[] body) => new WhileStmt(condition, Block(body));
    public static Stmt DoWhile(Expr condition, params Stmt[] body) => new DoStmt(Block(body), condition);
    public static Stmt For(TreeVariable index, Expr lower, Expr condition, int step, params Stmt[] body) =>
        new ForStmt([Set(index, lower)], condition, [Set(index, Add(V(index), I(step)))], Block(body));
    public static Stmt Break => new BreakStmt();
    public static Stmt Continue => new ContinueStmt();
    public static Stmt Return(Expr? value = null) => new ReturnStmt(value);

    // ---- methods

    public static TreeMethod Method(IReadOnlyList<TreeVariable> parameters, params Stmt[] body) => Named("F", IrType.F64, parameters, body);

    public static TreeMethod Named(string key, IrType? returned, IReadOnlyList<TreeVariable> parameters, params Stmt[] body) =>
        Passed(key, returned, parameters.Select(p => (p, Passing.ByValue)).ToArray(), body);

    public static TreeMethod Passed(string key, IrType? returned, IReadOnlyList<(TreeVariable, Passing)> parameters, params Stmt[] body) => new(
        key, key, "public static", returned, returned is { } type ? Text(type) : "void",
        parameters.Select(p => new TreeParameter(p.Item1, Text(p.Item1.Type), p.Item2, false)).ToArray(), Block(body), null);

    private static string Text(IrType type) => Generators.Transform.Surfaces.TypeText(type);
}
