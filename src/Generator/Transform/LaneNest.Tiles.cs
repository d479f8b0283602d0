// Tiles: elements that lie apart and that an inner loop reads again and again are collected once for the eight trips, before the loop around it.
//
//     for c: for j in lower..upper: … x[i * d + j] …
// becomes
//     if (c has trips) for j in lower..upper: tile[j] = lanes of x[i * d + j]
//     for c: for j in lower..upper: … tile[j] …
using System;
using System.Collections.Generic;
using System.Linq;
using Autodiff.Generators.Analysis;
using Autodiff.Generators.Ir;

namespace Autodiff.Generators.Transform;

internal sealed partial class LaneNest
{
    /// <summary>Loads at the index of the inner loop around them, and in the loop around that all the same.</summary>
    private sealed record Tile(For Around, For Inner, Load First, List<Load> Loads)
    {
        public Value[] Vectors { get; set; } = [];
    }

    private readonly List<Tile> _tiles = [];

    private void FindTiles(Region region, For? around, For? inner)
    {
        foreach (Instr instruction in region.Body)
        {
            if (instruction is For loop) FindTiles(loop.Body, inner, loop);
            else if (instruction is If { IsGuard: true } guard) FindTiles(guard.Then, around, inner);
            else if (instruction is If choice)
            {
                FindTiles(choice.Then, null, null);
                FindTiles(choice.Else, null, null);
            }
            else if (instruction is Load load && around is not null && inner is not null && _shape.IsTile(load, around, inner)) Add(load, around, inner);
        }
    }

    private void Add(Load load, For around, For inner)
    {
        Tile? same = _tiles.Find(t => t.First.Memory == load.Memory && IsCollected(t, around, inner) && SameIndex(t, load, inner));
        if (same is not null) same.Loads.Add(load);
        else _tiles.Add(new Tile(around, inner, load, [load]));
    }

    // In the same loop, or in one before it that has trips whenever this one does: what was collected is still there.
    private bool IsCollected(Tile tile, For around, For inner) =>
        SameRange(tile.Inner, inner)
        && (ReferenceEquals(tile.Around, around) || (IsOfTrip(tile.Around) && IsOfTrip(around) && SameRange(tile.Around, around)));

    private bool IsOfTrip(For loop) => _loop.Body.Body.Any(i => ReferenceEquals(i, loop));

    /// <summary>Whether two loops visit the same indices, in whatever order.</summary>
    private bool SameRange(For a, For b)
    {
        (Affine lower, Affine upper) = Range(a);
        (Affine otherLower, Affine otherUpper) = Range(b);
        return Math.Abs(a.Step) == 1 && Math.Abs(b.Step) == 1 && lower == otherLower && upper == otherUpper;
    }

    private (Affine Lower, Affine Upper) Range(For loop)
    {
        Affine lower = _aliasing.FormOf(loop.Lower), upper = _aliasing.FormOf(loop.Upper), one = Affine.Of(1);
        return loop.Step > 0 ? (lower, upper) : (upper.Plus(one), lower.Plus(one));
    }

    private bool SameIndex(Tile tile, Load load, For inner)
    {
        Affine a = _aliasing.FormOf(tile.First.Indices[0]), b = _aliasing.FormOf(load.Indices[0]);
        Value i = tile.Inner.Body.Parameters[0], j = inner.Body.Parameters[0];
        return a.Without(i) == b.Without(j) && a.CoefficientOf(i) == b.CoefficientOf(j);
    }

    private void MakeTiles()
    {
        FindTiles(_loop.Body, null, null);
        foreach (Tile tile in _tiles)
        {
            string? hint = Hint(tile.First.Memory);
            Value last = tile.Inner.Step > 0 ? tile.Inner.Upper : tile.Inner.Lower;
            tile.Vectors = [.. All().Select(_ =>
            {
                Value vectors = Parameter(Value.None, IrType.Span(_shape.Element) with { Lanes = (byte)Width }, hint is null ? "tile" : hint + "Tile");
                Scratch.Add(new LaneScratch(vectors, _b.HintOf(vectors), Value.None, last, _b.TypeOf(vectors), false) { IsOneLonger = tile.Inner.Step < 0 });
                return vectors;
            })];
        }
    }

    /// <summary>Collects the tiles that the loop's inner loops read.</summary>
    private void Collect(For around)
    {
        Tile[] tiles = [.. _tiles.Where(t => ReferenceEquals(t.Around, around))];
        if (tiles.Length == 0) return;
        Value some = _b.Compare(around.Step > 0 ? Op.Greater : Op.Less, this[around.Upper], this[around.Lower]);
        _b.Begin();
        foreach (Tile tile in tiles)
        {
            Value lower = Again(tile.Inner.Lower, Value.None, Value.None), upper = Again(tile.Inner.Upper, Value.None, Value.None);
            Value own = tile.Inner.Body.Parameters[0], index = _b.NewValue(IrType.I32, Hint(own));
            _b.Begin(index);
            Value first = Again(tile.First.Indices[0], own, index), stride = Stride(tile.First.Indices[0]);
            foreach (int u in All())
            {
                Value lanes = _b.NewValue(_vector, Hint(tile.First.Result));
                _b.Add(new Gather(lanes, this[tile.First.Memory], FirstOf(first, stride), stride, Value.None));
                _b.Store(tile.Vectors[u], lanes, index);
            }
            _b.Add(new For([], lower, upper, tile.Inner.Step, [], _b.End(), false, false));
        }
        Region then = _b.End();
        _b.Begin();
        _b.Add(new If([], some, then, _b.End()));
    }

    /// <summary>An integer computed again, with one value in place of another.</summary>
    private Value Again(Value value, Value replaced, Value by)
    {
        if (value == replaced) return by;
        if (!_shape.IsInside(value) || value == _shape.Index) return this[value];
        Let let = (Let)_aliasing.DefinitionOf(value)!;
        return _b.Let(let.Op, IrType.I32, null, [.. let.Args.Select(a => _source.TypeOf(a).IsMemory ? this[a] : Again(a, replaced, by))], let.Literal);
    }

    private bool FromTile(Load load)
    {
        if (_tiles.Find(t => t.Loads.Any(l => ReferenceEquals(l, load))) is not { } tile) return false;
        For inner = _inner!;
        Value[] lanes = Fresh(load.Result, true);
        for (int u = 0; u < lanes.Length; u++) _b.Add(new Load(lanes[u], tile.Vectors[u], [this[inner.Body.Parameters[0]]]));
        return true;
    }
}
