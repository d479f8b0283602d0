// Comments for the reader, put where they belong: behind the one line they speak of, or above several.
using System.Collections.Generic;
using System.Linq;

namespace Autodiff.Generators.Emit;

internal sealed class Notes(List<Code> statements)
{
    private string? _text, _heading;
    private int _from, _headingFrom;

    public void Begin(string text, bool isHeading)
    {
        text = new string(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c).ToArray()).Trim();
        EndText();
        if (!isHeading)
        {
            if (text.Length > 0) (_text, _from) = (text, statements.Count);
            return;
        }
        EndHeading();
        (_heading, _headingFrom) = (text, statements.Count);
    }

    public void End()
    {
        EndText();
        EndHeading();
    }

    /// <summary>Goes on in another list of statements; a comment that has none yet goes along.</summary>
    public void Continue(List<Code> next)
    {
        if (_text is not null && statements.Count > _from) EndText();
        if (_heading is not null && statements.Count > _headingFrom) EndHeading();
        statements = next;
        _from = _headingFrom = next.Count;
    }

    /// <summary>What comes next has comments of its own: this one is for what came before it, or else for what follows it.</summary>
    public void Pause()
    {
        if (_text is not null && statements.Count > _from) EndText();
    }

    public void Resume() => _from = statements.Count;

    public void EndText()
    {
        if (_text is null) return;
        int count = statements.Count - _from;
        if (count == 1 && statements[_from] is { Comment: null, IsComment: false }) statements[_from].Comment = _text;
        else if (count > 0) statements.Insert(_from, new Code("// " + _text));
        _text = null;
    }

    private void EndHeading()
    {
        if (_heading is not null && statements.Count > _headingFrom) statements.Insert(_headingFrom, new Code("// " + _heading));
        _heading = null;
    }
}
